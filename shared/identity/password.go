package identity

import "admit/shared/access"

// Passwords is the rule that the user pool enforces and that registration
// checks before it creates anything.
var Passwords = access.PasswordRule{MinLength: 12, Upper: true, Lower: true, Digit: true}
