// Puts the focus where the reader's eyes should go: on the heading of a new page or step, or on the faults of this one.
export default function ({ data }) {
  document.documentElement.lang = "en-GB"; // WCAG 3.1.1: the framework says "en"
  const known = (window.rungByRung ??= { place: null, listening: false });
  if (!known.listening) {
    known.listening = true;
    window.addEventListener("keydown", keepSingleKeys, true);
    for (const change of ["toggle", "resize"]) window.addEventListener(change, () => setTimeout(reachTables, 300), true);
  }
  let due = known.place !== data.place;
  known.place = data.place;
  const until = Date.now() + 1500;
  const settle = () => {
    const target = document.querySelector(data.target ? `.st-key-${data.target}` : '[data-testid="stMain"] h1');
    const lost = !document.activeElement || document.activeElement === document.body;
    // Once for a new place; after that only a focus that fell to the body is picked up, never one that is in use.
    if (target && (due || lost)) {
      target.setAttribute("tabindex", "-1");
      target.focus({ preventScroll: true });
      if (due) document.querySelector('[data-testid="stMain"]')?.scrollTo(0, 0);
      due = false;
    }
    reachTables();
    if (Date.now() < until) setTimeout(settle, 60);
  };
  settle();
}

// WCAG 2.1.4: outside fields the framework reruns the page on a bare "r" and clears its cache on "c".
function keepSingleKeys(event) {
  const typing = event.target.closest?.("input, textarea, select, [contenteditable=true]");
  const bare = !event.ctrlKey && !event.metaKey && !event.altKey;
  if (!typing && bare && ["r", "c"].includes(event.key.toLowerCase())) event.stopImmediatePropagation();
}

// WCAG 2.1.1: a table that is wider than a phone scrolls in a region that the keyboard does not reach.
function reachTables() {
  for (const region of document.querySelectorAll('[data-testid="stTable"] div')) {
    const scrolls = region.scrollWidth > region.clientWidth && getComputedStyle(region).overflowX !== "visible";
    if (scrolls) {
      region.setAttribute("tabindex", "0");
      region.setAttribute("role", "region");
      region.setAttribute("aria-label", "Table, scrolls sideways");
    } else {
      for (const name of ["tabindex", "role", "aria-label"]) region.removeAttribute(name);
    }
  }
}
