// Asks for the next question when somebody taps a level of one that had no answer. By keyboard nothing turns the page:
// each arrow key chooses (WCAG 3.2.2).
const STILL = 400; // milliseconds: the second tap of a double tap is over

export default function ({ data, setTriggerValue }) {
  const known = (window.rungByRungOnward ??= { data: {}, ask: null, waits: false, isListening: false });
  if (!known.isListening) listen(known);
  known.data = data;
  known.ask = (step) => setTriggerValue("step", step);
  return () => Object.assign(known, { data: {}, ask: null });
}

function listen(known) {
  known.isListening = true;
  // Streamlit's cards choose before the click, when the pointer goes up.
  const hold = (event) => isHeld(event, known);
  for (const kind of ["pointerdown", "pointerup", "mousedown", "mouseup"]) window.addEventListener(kind, hold, true);
  window.addEventListener("click", (event) => onClick(event, known), true);
  // A choice that was on its way when the connection broke is on the screen alone, until something else is sent.
  let isCut = false;
  new MutationObserver(() => {
    if (isCut && isConnected()) known.ask?.(known.waits ? known.data.step : "");
    isCut = !isConnected();
  }).observe(document.body, { subtree: true, attributeFilter: ["data-test-connection-state"] });
}

// Hold back what a pointer does to a control while the page turns.
function isHeld(event, known) {
  const isTap = event.type !== "click" || event.detail > 0; // a key's click is none
  const control = event.target.closest?.('[data-testid="stMain"] :is(button, a, [data-testid="stRadioOption"])');
  if (!known.waits || !isTap || !control) return false;
  event.preventDefault();
  event.stopImmediatePropagation();
  return true;
}

function onClick(event, known) {
  if (isHeld(event, known) || event.detail === 0 || !known.data.open || hasNote()) return;
  const cards = [...document.querySelectorAll('[class*="st-key-rating-"] [data-testid="stRadioOption"]')];
  const place = cards.indexOf(event.target.closest?.('[data-testid="stRadioOption"]'));
  if (place < 0 || place >= known.data.cards) return;
  // Later than the click itself, so that the choice reaches the server first.
  setTimeout(() => {
    wait(known);
    known.ask?.(known.data.step);
  });
}

// Somebody who writes something to this question is not done with it.
function hasNote() {
  const fields = '[class*="st-key-note-"] textarea, [class*="st-key-link-"] input';
  const panel = document.querySelector('[class*="st-key-evidence-"] details[open]');
  return Boolean(panel) || [...document.querySelectorAll(fields)].some((field) => field.value);
}

// Until the next question has been there for a moment a tap would choose what nobody has read, or change an answer on a
// page that is going away.
function wait(known) {
  known.waits = true;
  let since = performance.now();
  const look = () => {
    const { testScriptState } = document.querySelector("[data-test-script-state]")?.dataset ?? {};
    if (!isConnected() || (testScriptState ?? "notRunning") !== "notRunning") since = performance.now();
    if (performance.now() - since < STILL) setTimeout(look, 50);
    else known.waits = false;
  };
  look();
}

function isConnected() {
  return !document.querySelector('[data-test-connection-state]:not([data-test-connection-state="CONNECTED"])');
}
