// Asks for the next question when somebody taps a level of one that had no answer. By keyboard nothing turns the page:
// each arrow key chooses (WCAG 3.2.2).
const STILL = 400; // milliseconds: the second tap of a double tap is over

export default function ({ data, setTriggerValue }) {
  const known = (window.rungByRungOnward ??= { data: {}, waits: false, listening: false });
  if (!known.listening) window.addEventListener("click", (event) => onClick(event, known), true);
  known.listening = true;
  known.data = data;
  known.ask = (step) => setTriggerValue("step", step);
  return () => (known.data = {});
}

function onClick(event, known) {
  // A key's click, and the one that a label passes on to its field, are no tap.
  if (event.detail === 0 || !event.target.closest?.('[data-testid="stMain"]')) return;
  if (known.waits) {
    event.preventDefault();
    event.stopImmediatePropagation();
    return;
  }
  const card = event.target.closest('[class*="st-key-rating-"] [data-testid="stRadioOption"]');
  if (!card || !known.data.open || hasNote()) return;
  const cards = [...card.closest('[class*="st-key-rating-"]').querySelectorAll('[data-testid="stRadioOption"]')];
  if (cards.indexOf(card) >= known.data.cards) return;
  // Later than the click itself, so that the choice reaches the server first.
  setTimeout(() => {
    wait(known);
    known.ask(known.data.step);
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
    const app = document.querySelector("[data-test-script-state]")?.dataset;
    if (app && (app.testScriptState !== "notRunning" || app.testConnectionState !== "CONNECTED")) since = performance.now();
    if (performance.now() - since < STILL) setTimeout(look, 50);
    else known.waits = false;
  };
  look();
}
