// The form of a person without a user.

function registerForm(offer, rule) {
  const form = part("register", offer.names).querySelector("form");
  const { firstName, lastName, username, password } = form.elements;
  const typed = history.state?.typed ?? offer; // names typed in another language of the page
  firstName.value = typed.firstName ?? "";
  lastName.value = typed.lastName ?? "";
  username.value = offer.email; // password managers keep it beside the password

  const rules = passwordRules(rule);
  followPassword(password, form.querySelector(".rules"), rules);
  const hide = letReveal(password, form.querySelector(".reveal button"));

  const box = form.querySelector(".notice");
  const warn = (words) => notice(box, words, true);
  const judged = [firstName, lastName, password];
  for (const input of judged) input.addEventListener("input", () => blame(input));

  form.addEventListener("submit", whenPressed(form.querySelectorAll(".actions button"), async () => {
    for (const input of judged) blame(input, faultOf(input, rules));
    if (focusFault(form)) return;
    warn();
    announce("busy.accepting");
    const person = { firstName: firstName.value.trim(), lastName: lastName.value.trim(), password: password.value };
    try {
      await ask("register", person);
    } catch (problem) {
      if (problem.name !== "invalid-request" || !showFaults(form, problem)) throw problem;
      return focusFault(form);
    }
    hide();
    finish("registered");
  }, warn));
  return form;
}

function faultOf(input, rules) {
  if (input.required && input.value.trim() === "") return say("field.required");
  const fault = input.name === "password" ? passwordFault(input.value, rules) : "";
  return fault ? say(fault) : null;
}

// blame says beside a field what is wrong with it, or that nothing is.
function blame(input, fault) {
  if (fault) input.setAttribute("aria-invalid", "true");
  else input.removeAttribute("aria-invalid");
  document.getElementById(`${input.id}-error`)?.replaceChildren(...(fault ?? []));
}

function focusFault(form) {
  const faulty = form.querySelector("[aria-invalid]");
  faulty?.focus();
  return Boolean(faulty);
}

// refusals are what to say of a field that the API refused, though it passed
// here: a name with hidden characters, a password that others are known to use.
const refusals = {
  firstName: "field.name",
  lastName: "field.name",
  password: "field.password-refused",
};

// showFaults puts each fault that the API names at its field, and tells
// whether there was any to show.
function showFaults(form, { fields }) {
  const known = fields.filter((field) => Object.hasOwn(refusals, field));
  for (const field of known) blame(form.elements[field], say(refusals[field]));
  return known.length > 0;
}

// typedNames are the names in the form on the screen, where there is one. A
// password is not among what is remembered.
function typedNames() {
  const { firstName, lastName } = document.querySelector("form")?.elements ?? {};
  return firstName && { firstName: firstName.value, lastName: lastName.value };
}
