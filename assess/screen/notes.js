// Sends a note to the server while it is typed; Streamlit sends a text area only when it is left. Nothing is kept here.
const PAUSE = 1000; // milliseconds after the last key

export default function () {
  if (window.rungByRungNotes) return;
  window.rungByRungNotes = true;
  let field = null, timer = 0;
  const send = () => {
    clearTimeout(timer);
    if (!field?.isConnected) return;
    // Streamlit takes Ctrl+Enter for "apply"; neither the focus nor the caret moves.
    field.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", ctrlKey: true, bubbles: true, cancelable: true }));
    field = null;
  };
  const typed = (event) => {
    if (!event.target.closest?.('[class*="st-key-note-"] textarea')) return;
    clearTimeout(timer);
    field = event.target;
    // Half a word of Japanese, say, is not sent: what is chosen for it ends the composition.
    if (!event.isComposing) timer = setTimeout(send, PAUSE);
  };
  for (const kind of ["input", "compositionend"]) window.addEventListener(kind, typed, true);
  // A phone may drop a tab that is not seen any more, without another word.
  window.addEventListener("pagehide", send);
  document.addEventListener("visibilitychange", () => document.hidden && send());
}
