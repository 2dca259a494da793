// Command sign-in-mails writes the emails that the user pool sends itself, such as the code
// for a new password, in the language of the reader. Cognito invokes it before each
// (custom message trigger), fills in the code, and sends the email.
package main

import (
	"admit/shared/boot"
	"admit/shared/setting"
)

func main() {
	env, _ := boot.Open()
	h := handler{brand: boot.Brand(), fallback: setting.Locale.Get(env)}
	boot.Start(env, h.handle)
}
