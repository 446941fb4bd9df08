// Hears from `teigen serve` when something else is shown, and reloads this page if it is another now.
(function () {
  "use strict";
  var own = document.currentScript && document.currentScript.dataset.page;
  var place = "teigen-serve-place";
  try {
    var kept = JSON.parse(sessionStorage.getItem(place) || "null");
    sessionStorage.removeItem(place);
    if (kept && kept.at === location.pathname) {
      history.scrollRestoration = "manual";
      // At once: pages that move softly from place to place would be seen running down.
      var there = { left: kept.x, top: kept.y, behavior: "instant" };
      window.scrollTo(there);
      window.addEventListener("load", function () {
        window.scrollTo(there);
        history.scrollRestoration = "auto";
      });
    }
  } catch (error) {
    // Without storage the browser keeps the place as well as it can.
  }
  if (!own || !window.EventSource) {
    return;
  }
  var asking = false;
  var again = false;
  function look() {
    if (asking) {
      again = true;
      return;
    }
    asking = true;
    fetch(location.pathname, { method: "HEAD", cache: "no-store" })
      .then(function (answer) {
        var tag = answer.headers.get("etag");
        if (tag && tag !== '"' + own + '"') {
          try {
            var here = { at: location.pathname, x: window.scrollX, y: window.scrollY };
            sessionStorage.setItem(place, JSON.stringify(here));
          } catch (error) {
            // As above.
          }
          location.reload();
        }
      })
      .catch(function () {})
      .then(function () {
        asking = false;
        if (again) {
          again = false;
          look();
        }
      });
  }
  var events = new EventSource("/-/events");
  events.onmessage = look;
  // What happened before the connection stood, or while the server was away.
  events.onopen = look;
})();
