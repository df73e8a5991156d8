// Puts the focus where the reader's eyes should go: on the heading of a new page or step, or on an error summary.
export default function ({ data }) {
  document.documentElement.lang = "en-GB"; // WCAG 3.1.1: the framework says "en"
  if (!window.rungByRung) {
    window.rungByRung = { place: null };
    // WCAG 2.1.4: the framework reruns the page on a bare "r" or clears its cache on "c".
    window.addEventListener("keydown", (event) => {
      const typing = event.target.closest?.("input, textarea, select, [contenteditable=true]");
      if (!typing && ["r", "c"].includes(event.key.toLowerCase()) && !event.ctrlKey && !event.metaKey && !event.altKey) {
        event.stopImmediatePropagation();
      }
    }, true);
  }
  const state = window.rungByRung;
  const moved = state.place !== data.place;
  state.place = data.place;
  const until = Date.now() + 1500;
  const settle = () => {
    const target = (data.target && document.querySelector(`.st-key-${data.target}`))
      || document.querySelector('[data-testid="stMain"] h1');
    const lost = document.activeElement === null || document.activeElement === document.body;
    if (target && (lost || (moved && !target.contains(document.activeElement) && Date.now() < until - 1100))) {
      target.setAttribute("tabindex", "-1");
      target.focus({ preventScroll: false });
      if (moved && !data.target) document.querySelector('[data-testid="stMain"]')?.scrollTo(0, 0);
    }
    if (Date.now() < until) setTimeout(settle, 60);
  };
  settle();
}
