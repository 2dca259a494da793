// The password field: its rules, which are checked while typing, and its button to
// show the password.

const maxPasswordBytes = 256;

// passwordRules returns a check for each part of the password rule of the API.
function passwordRules(rule) {
  return [
    { key: "password.length", met: (password) => [...password].length >= rule.minLength, count: rule.minLength },
    rule.upper && { key: "password.upper", met: (password) => /[A-Z]/.test(password) },
    rule.lower && { key: "password.lower", met: (password) => /[a-z]/.test(password) },
    rule.digit && { key: "password.digit", met: (password) => /[0-9]/.test(password) },
    // The punctuation of ASCII, and a space.
    rule.symbol && { key: "password.symbol", met: (password) => /[ -/:-@[-`{-~]/.test(password) },
  ].filter(Boolean);
}

// passwordError returns the key of the error text, or an empty string.
function passwordError(password, rules) {
  if (!rules.every((rule) => rule.met(password))) return "field.password";
  if (password.trim() !== password) return "field.password-space";
  if (new TextEncoder().encode(password).length > maxPasswordBytes) return "field.password-long";
  return "";
}

function showPasswordRules(input, list, rules) {
  const lines = rules.map((rule) => {
    const words = texts[rule.key].replace("{count}", rule.count);
    return part("rule", { rule: words }).querySelector("li");
  });
  list.replaceChildren(...lines);
  const update = () => rules.forEach((rule, i) => {
    const met = rule.met(input.value);
    lines[i].classList.toggle("met", met);
    lines[i].querySelector(".state").textContent = formatPair("", texts[met ? "password.met" : "password.unmet"]);
  });
  input.addEventListener("input", update);
  update();
}

function formatPair(first, second) {
  return texts["password.pair"].replace("{first}", first).replace("{second}", second);
}

function addRevealButton(input, button) {
  const reveal = (shown) => {
    const key = shown ? "password.hide" : "password.show";
    input.type = shown ? "text" : "password";
    setText(button, key);
    button.setAttribute("aria-label", formatPair(texts[key], texts["register.password"]));
  };
  button.addEventListener("click", () => {
    reveal(input.type === "password");
    announce(input.type === "text" ? "password.shown" : "password.hidden");
  });
  reveal(false);
  return () => reveal(false);
}
