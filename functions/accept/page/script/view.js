// Showing parts of the page.

// part copies a template and fills in its texts.
function part(name, values) {
  const copy = document.getElementById(`part-${name}`).content.cloneNode(true);
  for (const element of copy.querySelectorAll("[data-text]")) setText(element, element.dataset.text, values);
  return copy;
}

// The busy part is in the document itself, so that there is something to read
// before the script runs.
const busy = document.getElementById("busy");

function showBusy(key) {
  setText(busy.querySelector("h1"), key);
  if (!busy.isConnected) show(busy);
}

// show replaces the content of the page. It moves the focus to the heading, so that
// screen readers read the new state and keyboard users start at its top.
function show(content) {
  const page = document.getElementById("page");
  document.querySelector("dialog[open]")?.close();
  page.replaceChildren(content);
  const heading = page.querySelector("h1");
  document.title = `${heading.textContent} · ${settings.productName || texts.title}`;
  heading.focus({ preventScroll: true });
  scrollTo(0, 0);
}

function announce(key) {
  document.getElementById("status").textContent = key ? texts[key] : "";
}

// notice shows words in a box on the page. Without words, it hides the box.
function notice(box, words, bad) {
  box.hidden = !words;
  box.classList.toggle("bad", Boolean(bad));
  box.replaceChildren(...(words ?? []));
}

function formatProblem({ name, wait, longWait }) {
  const words = format(`notice.${name}`);
  return longWait ? [...words, " ", ...format("notice.wait", { when: formatWait(wait) })] : words;
}

// onPress returns a handler that starts the work and ignores further presses of the
// buttons until it ends. It uses aria-disabled, because a disabled button would
// lose the focus. A transient problem is shown by warn, so that the form keeps what
// the reader typed. Any other problem is shown as an error page.
function onPress(buttons, work, warn) {
  let pressed = false;
  return async (event) => {
    event.preventDefault();
    if (pressed) return;
    pressed = true;
    for (const button of buttons) button.setAttribute("aria-disabled", "true");
    try {
      await work();
    } catch (problem) {
      if (problem.transient && warn) warn(formatProblem(problem));
      else showProblem(problem);
    } finally {
      pressed = false;
      for (const button of buttons) button.removeAttribute("aria-disabled");
      announce("");
    }
  };
}
