// The password: its rules, checked as it is typed, and showing it.

const maxPasswordBytes = 256;

// passwordRules makes a check of each part of the rule that registration
// judges by.
function passwordRules(rule) {
  return [
    { key: "password.length", met: (password) => [...password].length >= rule.minLength, count: rule.minLength },
    rule.upper && { key: "password.upper", met: (password) => /[A-Z]/.test(password) },
    rule.lower && { key: "password.lower", met: (password) => /[a-z]/.test(password) },
    rule.digit && { key: "password.digit", met: (password) => /[0-9]/.test(password) },
  ].filter(Boolean);
}

// passwordFault names what is wrong with a password, or nothing.
function passwordFault(password, rules) {
  if (!rules.every((rule) => rule.met(password))) return "field.password";
  if (password.trim() !== password) return "field.password-space";
  if (new TextEncoder().encode(password).length > maxPasswordBytes) return "field.password-long";
  return "";
}

function followPassword(input, list, rules) {
  const lines = rules.map((rule) => {
    const words = texts[rule.key].replace("{count}", rule.count);
    return part("rule", { rule: words }).querySelector("li");
  });
  list.replaceChildren(...lines);
  const update = () => rules.forEach((rule, i) => {
    const met = rule.met(input.value);
    lines[i].classList.toggle("met", met);
    lines[i].querySelector(".state").textContent = sayPair("", texts[met ? "password.met" : "password.unmet"]);
  });
  input.addEventListener("input", update);
  update();
}

function sayPair(first, second) {
  return texts["password.pair"].replace("{first}", first).replace("{second}", second);
}

function letReveal(input, button) {
  const reveal = (shown) => {
    const key = shown ? "password.hide" : "password.show";
    input.type = shown ? "text" : "password";
    put(button, key);
    button.setAttribute("aria-label", sayPair(texts[key], texts["register.password"]));
  };
  button.addEventListener("click", () => {
    reveal(input.type === "password");
    announce(input.type === "text" ? "password.shown" : "password.hidden");
  });
  reveal(false);
  return () => reveal(false);
}
