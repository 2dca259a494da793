// The form of a person without a user.

function registerForm(offer, rule) {
  const form = part("register", offer.names).querySelector("form");
  const { firstName, lastName, username, password } = form.elements;
  firstName.value = offer.firstName ?? "";
  lastName.value = offer.lastName ?? "";
  username.value = offer.email; // password managers keep it beside the password

  const rules = passwordRules(rule);
  followPassword(password, form.querySelector(".rules"), rules);
  const hide = letReveal(password, form.querySelector(".reveal button"));

  const box = form.querySelector(".notice");
  const warn = (key) => notice(box, key, true);
  const judged = [firstName, lastName, password];
  for (const input of judged) input.addEventListener("input", () => blame(input));

  form.addEventListener("submit", whenPressed(form.querySelectorAll(".actions button"), async () => {
    for (const input of judged) blame(input, faultOf(input, rules));
    if (focusFault(form)) return;
    warn("");
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

// showFaults puts each fault that the API names at its field, and tells
// whether there was any to show.
function showFaults(form, problem) {
  let shown = false;
  for (const { field, message } of problem.errors) {
    const input = form.elements[field];
    if (!input?.labels?.length) continue;
    blame(input, say("field.refused", { field: input.labels[0].textContent, message }));
    shown = true;
  }
  return shown;
}
