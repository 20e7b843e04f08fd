// Two comforts for readers of comments. Without this file the pages lack nothing.
const SPANS = [[31536000, "year"], [2592000, "month"], [86400, "day"], [3600, "hour"], [60, "minute"]];
const inWords = new Intl.RelativeTimeFormat(document.documentElement.lang);

for (const time of document.querySelectorAll(".when time")) {
  const age = (Date.now() - Date.parse(time.dateTime)) / 1000;
  const [seconds, unit] = SPANS.find(([seconds]) => age >= seconds) ?? [];
  if (seconds) {
    time.title = time.textContent;
    time.textContent = inWords.format(-Math.floor(age / seconds), unit);
  }
}

// How much room is left, from four fifths on: seen at once, said when the writer pauses.
for (const field of document.querySelectorAll("textarea[data-limit]")) {
  const seen = document.createElement("p");
  const said = document.createElement("p");
  let pause;

  const count = () => {
    const limit = Number(field.dataset.limit);
    const left = limit - [...field.value.trim().normalize()].length;
    const number = Math.abs(left).toLocaleString(document.documentElement.lang);
    seen.className = left < 0 ? "error" : "hint";
    seen.hidden = left > limit / 5;
    seen.textContent = seen.hidden ? "" : `${number} character${number === "1" ? "" : "s"} ${left < 0 ? "too many" : "left"}`;
    clearTimeout(pause);
    pause = setTimeout(() => { said.textContent = seen.textContent; }, 1000);
  };

  seen.setAttribute("aria-hidden", "true");
  said.className = "vh";
  said.setAttribute("role", "status");
  field.after(seen, said);
  field.addEventListener("input", count);
  count();
}

// While comments flood in, the form comes back and asks for work before it is sent: see comments/brake.py.
const AT_ONCE = 1000;
const sha256 = (bytes) => crypto.subtle.digest("SHA-256", bytes);

async function nonceFor(words, bits) {
  const seed = new Uint8Array(await sha256(new TextEncoder().encode(words)));
  const attempt = (nonce) => {
    const bytes = new Uint8Array(36);
    bytes.set(seed);
    new DataView(bytes.buffer).setUint32(32, nonce);
    return sha256(bytes);
  };

  for (let first = 0; ; first += AT_ONCE) {
    const hashes = await Promise.all(Array.from({ length: AT_ONCE }, (_, n) => attempt(first + n)));
    const found = hashes.findIndex((hash) => new DataView(hash).getUint32(0) >>> (32 - bits) === 0);
    if (found >= 0) return first + found;
  }
}

// Browsers have crypto.subtle on https alone; elsewhere the reader waits, as with scripts off.
for (const form of globalThis.crypto?.subtle ? document.querySelectorAll("form[data-work]") : []) {
  const { work, body } = form.elements;
  const button = form.querySelector("button");
  const said = document.createElement("p");
  said.setAttribute("role", "status");
  button.after(said);

  form.addEventListener("submit", async (event) => {
    if (event.submitter?.name === "preview") return;
    event.preventDefault();
    button.disabled = body.readOnly = true;
    said.textContent = "Your browser is at work. This takes some seconds, and then your comment goes off by itself.";
    const minute = Math.floor(Date.now() / 60000);
    work.value = `${minute}.${await nonceFor(`${form.dataset.article}\n${minute}\n${body.value}`, form.dataset.work)}`;
    form.submit();
  });
}
