// Reads a page aloud with a voice of the device itself, and makes its text larger. Nothing is sent anywhere.
const SIZES = [18, 22, 27]; // pixels of the root, which every other size follows
const KEPT = "rung-by-rung-text-size";
const speech = window.speechSynthesis;

export default function ({ data, parentElement }) {
  const [listen, larger] = parentElement.querySelectorAll("button");
  const before = window.rungByRungAloud, page = data.say.join("\n");
  // A rerun that shows the same page must not interrupt the reading; another page must.
  if (before?.page === page && before.listen === listen) return before.leave;
  before?.leave();
  const voice = () => speech?.getVoices().find((one) => one.localService && one.lang.toLowerCase().startsWith(data.lang));
  const offer = () => (listen.hidden = !voice());
  let turn = 0, reads = false;
  const mark = (place) => cards().forEach((card, at) => card.toggleAttribute("data-read", at === place));
  const show = (now) => ((reads = now), (listen.textContent = now ? data.stop : data.listen));
  const stop = () => (turn++, speech?.cancel(), mark(), show(false));
  const start = () => {
    const mine = ++turn;
    speech.cancel();
    show(true);
    data.say.forEach((sentence, at) => {
      const spoken = Object.assign(new SpeechSynthesisUtterance(sentence), { voice: voice(), rate: 0.85 });
      spoken.lang = spoken.voice.lang;
      spoken.onstart = () => mine === turn && mark(at - 1); // the first is the question
      spoken.onend = () => mine === turn && at === data.say.length - 1 && stop();
      speech.speak(spoken);
    });
  };
  listen.onclick = () => (reads ? stop() : start());
  larger.onclick = () => resize((size() + 1) % SIZES.length);
  const resize = (size) => {
    document.documentElement.style.fontSize = `${SIZES[size]}px`;
    larger.textContent = size === SIZES.length - 1 ? data.normal : data.larger;
    kept(String(size));
  };
  show(false);
  offer();
  resize(size());
  speech?.addEventListener?.("voiceschanged", offer);
  const leave = () => (stop(), speech?.removeEventListener?.("voiceschanged", offer));
  window.rungByRungAloud = { page, listen, leave };
  return leave;
}

function cards() {
  return document.querySelectorAll('[class*="st-key-rating-"] [data-testid="stRadioOption"]');
}

function size() {
  return Number(kept()) % SIZES.length || 0;
}

// A browser may keep nothing: then the size is that of this page.
function kept(size) {
  try {
    return size === undefined ? localStorage.getItem(KEPT) : localStorage.setItem(KEPT, size);
  } catch {
    return null;
  }
}
