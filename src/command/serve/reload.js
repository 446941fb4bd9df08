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
      var back = function () {
        // What stands above may be longer or shorter now: what was before the reader's eyes counts.
        var near = kept.near && document.getElementById(kept.near);
        var top = near ? window.scrollY + near.getBoundingClientRect().top - kept.off : kept.y;
        // At once: pages that move softly from place to place would be seen running down.
        window.scrollTo({ left: kept.x, top: top, behavior: "instant" });
      };
      back();
      window.addEventListener("load", function () {
        back();
        history.scrollRestoration = "auto";
      });
    }
  } catch (error) {
    // Without storage the browser keeps the place as well as it can.
  }
  if (!own || !window.EventSource) {
    return;
  }
  // Where the reader is: how far down, and what with a name is nearest to the upper edge of the window.
  function here() {
    var found = { at: location.pathname, x: window.scrollX, y: window.scrollY };
    if (found.y > 0) {
      document.querySelectorAll("main [id]").forEach(function (part) {
        var off = part.getBoundingClientRect().top;
        if (part.id && (!found.near || Math.abs(off) < Math.abs(found.off))) {
          found.near = part.id;
          found.off = off;
        }
      });
    }
    return found;
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
            sessionStorage.setItem(place, JSON.stringify(here()));
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
