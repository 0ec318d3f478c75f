// Refreshes the status page until the person stops it, and announces to screen readers only what needs attention and has changed.
// Without this script the page has the same content, but does not refresh itself.
(() => {
  "use strict";
  const EVERY_MS = 20000;
  const summary = document.getElementById("summary");
  const pause = document.getElementById("pause");
  const stale = document.getElementById("stale");
  const news = document.getElementById("news");
  if (!summary || !pause) return;
  let paused = false;

  const needs = () => (summary.querySelector(".needs") || summary).textContent.replace(/\s+/g, " ").trim();
  let known = needs();

  const refresh = () => {
    if (!paused && !document.hidden) htmx.trigger(summary, "refresh");
  };

  pause.hidden = false;
  pause.addEventListener("click", () => {
    paused = !paused;
    pause.setAttribute("aria-pressed", String(paused));
    refresh();
  });
  document.addEventListener("visibilitychange", refresh);
  setInterval(refresh, EVERY_MS);

  document.body.addEventListener("htmx:afterSettle", () => {
    stale.textContent = "";
    const now = needs();
    if (now !== known) news.textContent = now;
    known = now;
  });
  for (const trouble of ["htmx:sendError", "htmx:responseError"]) {
    document.body.addEventListener(trouble, () => {
      stale.textContent = stale.dataset.words;
    });
  }
})();
