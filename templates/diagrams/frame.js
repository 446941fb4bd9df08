// A frame without rights of its own, in which a diagram's text is drawn. Whatever the text makes the library do stays in here.
(() => {
  "use strict";
  const tell = (what) => parent.postMessage(what, "*");
  addEventListener("message", async ({ source, data }) => {
    if (source !== parent || typeof data?.text !== "string") return;
    try {
      mermaid.initialize({
        startOnLoad: false,
        securityLevel: "strict",
        deterministicIds: true,
        suppressErrorRendering: true,
        theme: data.dark ? "dark" : "neutral",
        fontFamily: String(data.font),
        flowchart: { htmlLabels: false },
      });
      const { svg } = await mermaid.render("diagram", data.text);
      document.body.innerHTML = svg;
      document.body.style.margin = "0";
      const drawing = document.querySelector("svg");
      drawing.style.display = "block";
      drawing.style.maxWidth = "100%";
      const { width, height } = drawing.viewBox.baseVal;
      tell({ drawn: true, width, height });
    } catch (problem) {
      tell({ drawn: false, problem: String(problem?.message ?? problem).slice(0, 500) });
    }
  });
  tell({ ready: true });
})();
