package identity

import "admit/shared/access"

// Passwords is the password rule of the user pool. A registration checks it before it
// creates anything.
var Passwords = access.PasswordRule{MinLength: 12, Upper: true, Lower: true, Digit: true}
