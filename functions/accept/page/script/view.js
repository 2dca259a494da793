// Putting parts of the page on the screen.

// part copies a template and fills in its words.
function part(name, values) {
  const copy = document.getElementById(`part-${name}`).content.cloneNode(true);
  for (const element of copy.querySelectorAll("[data-text]")) put(element, element.dataset.text, values);
  return copy;
}

// The busy part stands in the document from the start, so that there is
// something to read before the script has come.
const busy = document.getElementById("busy");

function showBusy() {
  if (!busy.isConnected) show(busy);
}

// show replaces what is on the screen. The focus goes to the heading, so that
// a screen reader reads the new state and the keyboard starts from its top.
function show(content) {
  const page = document.getElementById("page");
  document.querySelector("dialog[open]")?.close();
  page.replaceChildren(content);
  const heading = page.querySelector("h1");
  document.title = `${heading.textContent} · ${texts.title}`;
  heading.focus({ preventScroll: true });
  scrollTo(0, 0);
}

function announce(key) {
  document.getElementById("status").textContent = key ? texts[key] : "";
}

// notice says something in a box on the page; nothing hides the box.
function notice(box, words, bad) {
  box.hidden = !words;
  box.classList.toggle("bad", Boolean(bad));
  box.replaceChildren(...(words ?? []));
}

function sayProblem({ name, wait, longWait }) {
  const words = say(`notice.${name}`);
  return longWait ? [...words, " ", ...say("notice.wait", { when: sayWait(wait) })] : words;
}

// whenPressed does the work once, however often and whichever of the buttons
// is pressed while it goes on. The buttons keep the focus: a disabled one
// would lose it. After a problem that may pass, warn says so beside what the
// reader has typed; any other problem is the next state.
function whenPressed(buttons, work, warn) {
  let pressed = false;
  return async (event) => {
    event.preventDefault();
    if (pressed) return;
    pressed = true;
    for (const button of buttons) button.setAttribute("aria-disabled", "true");
    try {
      await work();
    } catch (problem) {
      if (problem.passing && warn) warn(sayProblem(problem));
      else showProblem(problem);
    } finally {
      pressed = false;
      for (const button of buttons) button.removeAttribute("aria-disabled");
      announce("");
    }
  };
}
