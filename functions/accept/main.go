// Command accept is what an invitee meets: the page behind the link, and what
// the page does.
package main

import (
	"time"

	"admit/functions/accept/page"
	"admit/shared/access"
	"admit/shared/boot"
	"admit/shared/boot/directory"
	"admit/shared/boot/table"
	"admit/shared/identity"
)

func main() {
	settings := boot.Open()
	store, identities, roles, limits := table.Open(settings), directory.Open(settings), boot.Must(access.Roles()), boot.Limits()
	boot.Start(handlers(invitee{
		page: page.Config{
			ClientID: boot.Setting("ADMIT_CLIENT_ID"), SignInURL: boot.Setting("ADMIT_SIGN_IN_URL"), Addresses: boot.Setting("ADMIT_ADDRESSES"),
		},
		roles:   roles,
		preview: access.Preview{Store: store, Identities: identities, Roles: roles, Now: time.Now},
		register: access.Register{
			Store: store, Identities: identities, Roles: roles, Limits: limits, Passwords: identity.Passwords, Now: time.Now,
		},
		accept:  access.Accept{Store: store, Identities: identities, Roles: roles, Limits: limits, Now: time.Now},
		decline: access.Decline{Store: store, Now: time.Now},
	}).Serve)
}
