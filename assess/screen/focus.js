// Moves the focus to where the reader should go on: the heading of a new page or step, or its faults, or a message.
export default function ({ data }) {
  document.documentElement.lang = "en-GB"; // WCAG 3.1.1: Streamlit says "en"
  const known = (window.rungByRung ??= { place: null, target: "", turn: "", label: null, inUse: false, listening: false });
  if (!known.listening) listen(known);
  let due = known.place !== data.place || (data.turn && known.turn !== data.turn);
  known.target = data.target;
  known.turn = data.turn;
  if (due) closeMenu();
  known.place = data.place;
  const until = Date.now() + 1500;
  const settle = () => {
    // Once for a new place; after that only a focus that fell to the body is picked up, never one that is in use.
    if (due ? focusOn(known.target) : isLost() && backTo(known)) {
      if (due) bringIntoView(known.target);
      due = false;
    }
    reachTables();
    if (Date.now() < until) setTimeout(settle, 60);
  };
  settle();
}

// On a phone the menu lies over the page that was chosen from it.
function closeMenu() {
  const opened = '[data-testid="stSidebar"]:is([aria-expanded="true"], [data-collapsed="false"])';
  if (innerWidth < 768) document.querySelector(`${opened} [data-testid="stSidebarCollapseButton"] button`)?.click();
}

function listen(known) {
  known.listening = true;
  holdSecondClick(known);
  window.addEventListener("keydown", (event) => event.key === "Tab" && takeTyped(event), true);
  window.addEventListener("pointerdown", takeTyped, true);
  window.addEventListener("keydown", keepSingleKeys, true);
  window.addEventListener("keydown", (event) => (known.label = event.target.getAttribute?.("aria-label")), true);
  // WCAG 2.4.3: what has the focus may be drawn away; a click beside everything takes it off on purpose.
  window.addEventListener("mousedown", () => ((known.inUse = false), (known.label = null)), true);
  window.addEventListener("focusin", () => (known.inUse = true), true);
  window.addEventListener("click", goToField, true);
  // Later than the move itself: on its way from one field to the next the focus is on neither.
  const rescue = () => known.inUse && isLost() && setTimeout(() => isLost() && backTo(known));
  // A table may be drawn long after the click that asked for it, and its font comes later than its text.
  let waiting = 0;
  const look = () => (clearTimeout(waiting), (waiting = setTimeout(reachTables, 150)));
  new MutationObserver(() => (rescue(), look())).observe(document.body, { childList: true, subtree: true });
  for (const change of ["toggle", "resize", "click"]) window.addEventListener(change, () => setTimeout(reachTables, 300), true);
  document.fonts.addEventListener("loadingdone", look);
}

// Streamlit forgets what was typed into a list of choices unless Enter is pressed. Leaving the field must be enough, as
// in every other field.
function takeTyped({ target }) {
  const field = document.activeElement?.closest?.('[data-testid="stSelectbox"] input');
  const options = [...document.querySelectorAll('[role="option"]')];
  const isLeft = target === field || !target.closest?.('[role="listbox"], [data-testid="stSelectbox"]');
  const isTyped = field?.value && options.some((option) => option.textContent === `Add: ${field.value}`);
  const isMarked = target === field && options.length > 0 && field.getAttribute("aria-activedescendant");
  if (!field || !isLeft || !(isTyped || isMarked)) return;
  const enter = { key: "Enter", code: "Enter", keyCode: 13, bubbles: true, cancelable: true };
  field.dispatchEvent(new KeyboardEvent("keydown", enter));
}

// While a page turns, the second click of a double click would press what has come to lie under the first. A second
// Enter, or one that is held down, would press the same button of the next page until the focus has moved there.
function holdSecondClick(known) {
  const turns = ":is(.st-key-start, .st-key-save, .st-key-submit) button";
  const stays = ":is(.st-key-save, .st-key-submit) button"; // the next page has it too
  const isByKey = (event) => event.type === "click" && event.detail === 0 && event.isTrusted;
  const isNear = ({ clientX, clientY }) => Math.hypot(clientX - known.first.x, clientY - known.first.y) < 24; // pixels
  const hold = (event) => {
    const isTap = event.type !== "click" || event.detail > 0;
    const isSecond = isByKey(event) ? known.first?.byKey && event.target.closest?.(stays) : isTap && known.first && isNear(event);
    if (!isSecond) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  };
  for (const kind of ["pointerdown", "pointerup", "mousedown", "mouseup", "click"]) window.addEventListener(kind, hold, true);
  window.addEventListener("click", (event) => {
    const byKey = isByKey(event);
    if (event.detail === 0 && !byKey) return;
    known.first = null; // this click is elsewhere
    if (event.target.closest?.(turns)) holdUntilTurned({ x: event.clientX, y: event.clientY, byKey });
    if (byKey) event.target.addEventListener("blur", () => (known.first = null), { once: true });
  }, true);
  // As in onward.js: until the next page has been there for a moment.
  function holdUntilTurned(first) {
    known.first = first;
    let since = performance.now();
    const look = () => {
      const { testScriptState } = document.querySelector("[data-test-script-state]")?.dataset ?? {};
      if ((testScriptState ?? "notRunning") !== "notRunning") since = performance.now();
      if (known.first !== first) return;
      if (performance.now() - since < 400) setTimeout(look, 50);
      else known.first = null;
    };
    look();
  }
}

// A fault that is named at the top of the page leads to its field.
function goToField(event) {
  const link = event.target.closest?.('.st-key-faults a[href^="#"]');
  const field = link && document.querySelector(`.st-key-${CSS.escape(link.hash.slice(1))} :is(input, textarea)`);
  if (!field) return;
  event.preventDefault();
  event.stopPropagation();
  field.focus();
}

function isLost() {
  return !document.activeElement || document.activeElement === document.body;
}

// A list is redrawn after a choice by keyboard: the focus goes back to it, so that reading goes on from there.
function backTo({ label, target }) {
  const found = label && document.querySelector(`[data-testid="stMain"] input[aria-label="${CSS.escape(label)}"]`);
  found?.focus({ preventScroll: true });
  return found ? true : focusOn(target);
}

function focusOn(target) {
  const found = document.querySelector(target ? `.st-key-${target}` : '[data-testid="stMain"] h1');
  found?.setAttribute("tabindex", "-1");
  found?.focus({ preventScroll: true });
  return Boolean(found);
}

// A message stands where the button was pressed; the main heading and faults are at the top, another heading is not.
function bringIntoView(target) {
  if (target && target !== "faults") document.querySelector(`.st-key-${target}`)?.scrollIntoView({ block: target === "done" ? "center" : "start" });
  else document.querySelector('[data-testid="stMain"]')?.scrollTo(0, 0);
}

// WCAG 2.1.4: outside fields Streamlit reruns the page on a bare "r" and clears its cache on "c".
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
