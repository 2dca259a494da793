// The registration form, for a person who has no user yet.

function registerForm(offer, rule) {
  const form = part("register", offer.names).querySelector("form");
  const { firstName, lastName, username, password } = form.elements;
  const typed = history.state?.typed ?? offer; // names that were typed before the language was changed
  firstName.value = typed.firstName ?? "";
  lastName.value = typed.lastName ?? "";
  username.value = offer.email; // for password managers

  const rules = passwordRules(rule);
  showPasswordRules(password, form.querySelector(".rules"), rules);
  const hide = addRevealButton(password, form.querySelector(".reveal button"));

  const box = form.querySelector(".notice");
  const warn = (words) => notice(box, words, true);
  const buttons = form.querySelectorAll(".actions button");
  form.querySelector(".sign-in").addEventListener("click", onPress(buttons, () => goToSignIn({ login_hint: "" }), warn)); // with another address
  const fields = [firstName, lastName, password];
  for (const input of fields) input.addEventListener("input", () => setFieldError(input));

  form.addEventListener("submit", onPress(buttons, async () => {
    for (const input of fields) setFieldError(input, fieldError(input, rules));
    if (focusFirstError(form)) return;
    warn();
    announce("busy.accepting");
    const person = { firstName: firstName.value.trim(), lastName: lastName.value.trim(), password: password.value };
    let answer;
    try {
      setReadOnly(fields, true);
      answer = await post("register", person);
    } catch (problem) {
      if (problem.name !== "invalid-request" || !showFieldErrors(form, problem)) throw problem;
      return focusFirstError(form);
    } finally {
      setReadOnly(fields, false);
    }
    hide();
    finish("registered", answer);
  }, warn));
  return form;
}

// setReadOnly keeps the fields as they are sent.
function setReadOnly(fields, readOnly) {
  for (const input of fields) input.readOnly = readOnly;
}

function fieldError(input, rules) {
  if (input.required && input.value.trim() === "") return format("field.required");
  const error = input.name === "password" ? passwordError(input.value, rules) : "";
  return error ? format(error) : null;
}

// setFieldError shows an error text below a field, or removes it.
function setFieldError(input, error) {
  if (error) input.setAttribute("aria-invalid", "true");
  else input.removeAttribute("aria-invalid");
  document.getElementById(`${input.id}-error`)?.replaceChildren(...(error ?? []));
}

function focusFirstError(form) {
  const invalid = form.querySelector("[aria-invalid]");
  invalid?.focus();
  return Boolean(invalid);
}

// refusedFieldTexts has the texts for fields that only the API can refuse, such as
// a name with hidden characters or a password that is known from data breaches.
const refusedFieldTexts = {
  firstName: "field.name",
  lastName: "field.name",
  password: "field.password-refused",
};

// showFieldErrors shows the errors that the API reports at their fields. It returns
// false if the form has none of these fields.
function showFieldErrors(form, { fields }) {
  const known = fields.filter((field) => Object.hasOwn(refusedFieldTexts, field));
  for (const field of known) setFieldError(form.elements[field], format(refusedFieldTexts[field]));
  return known.length > 0;
}

// typedNames returns the names in the registration form, if it is shown. It leaves
// out the password, which must not be stored.
function typedNames() {
  const { firstName, lastName } = document.querySelector("form")?.elements ?? {};
  return firstName && { firstName: firstName.value, lastName: lastName.value };
}
