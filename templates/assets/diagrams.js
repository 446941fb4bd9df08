// Diagrams are text until they come near; then a frame without rights draws them, and the text is kept below. What cannot
// be drawn stays text.
(() => {
  "use strict";
  const { diagrams: address, diagramText } = document.body.dataset;
  const WAIT = 10_000;
  const MOST = 20_000;
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const draw = (figure) => {
    const written = figure.querySelector("pre");
    const text = written.textContent;
    if (text.length > MOST) return;
    const frame = document.createElement("iframe");
    frame.setAttribute("sandbox", "allow-scripts");
    frame.title = figure.getAttribute("aria-label");
    frame.className = "tg-drawing is-coming";
    let isDrawn = false;
    const giveUp = () => { removeEventListener("message", hear); frame.remove(); };
    const ask = () => frame.contentWindow.postMessage({ text, dark: dark.matches, font: getComputedStyle(figure).fontFamily }, "*");
    const hear = ({ source, data }) => {
      if (source !== frame.contentWindow) return;
      if (data?.ready) return ask();
      isDrawn = data?.drawn === true && data.width > 0 && data.height > 0;
      if (isDrawn) show(data); else giveUp();
    };
    // A wide drawing is made smaller, as high as it is then.
    const show = ({ width, height }) => {
      frame.classList.remove("is-coming");
      frame.width = Math.ceil(width);
      frame.height = Math.ceil(height * Math.min(1, frame.clientWidth / width));
      if (!figure.querySelector("details")) {
        const details = document.createElement("details");
        details.append(Object.assign(document.createElement("summary"), { textContent: diagramText }));
        written.replaceWith(details);
        details.append(written);
      }
    };
    addEventListener("message", hear);
    dark.addEventListener("change", () => { if (frame.isConnected) ask(); });
    // The library may take long to come; once it is there, a diagram does not.
    frame.addEventListener("load", () => setTimeout(() => { if (!isDrawn) giveUp(); }, WAIT));
    frame.src = address;
    figure.prepend(frame);
  };
  const near = new IntersectionObserver((seen) => {
    for (const { isIntersecting, target } of seen) {
      if (!isIntersecting) continue;
      near.unobserve(target);
      draw(target);
    }
  }, { rootMargin: "400px" });
  // Browsers let no frame without rights load anything from a folder of files.
  if (location.protocol !== "file:") for (const figure of document.querySelectorAll(".tg-diagram")) near.observe(figure);
})();
