// Command accept serves the page behind an invitation link, and the routes that the
// page calls: preview, register, accept, request, decline and renewal. It also answers the
// invitations of a person who has signed in.
package main

import (
	"strings"
	"time"

	"admit/functions/accept/page"
	"admit/shared/access"
	"admit/shared/api"
	"admit/shared/boot"
	"admit/shared/dynamo"
	"admit/shared/identity"
	"admit/shared/setting"
)

// store is what this function reads and writes in the table.
type store interface {
	access.PreviewStore
	access.RegisterStore
	access.AcceptStore
	access.InvitationUpdater
	access.DeclineStore
	access.RequestRenewalStore
	access.OwnInvitationsStore
	access.RenameUserStore
}

func main() {
	env, config := boot.Open()
	var table store = dynamo.OpenForParallelReads(config, setting.Table.Get(env)).Retaining(setting.Retention.Get(env))
	roles, limits := boot.Must(access.Roles()), setting.Limits.Get(env)
	passwords := setting.Passwords.Get(env)
	provider, signIn := setting.Identity.Get(env), setting.PageSignIn.Get(env)
	directory, identities := openProvider(provider, func() identity.Cognito {
		return identity.OpenCognito(config, provider.UserPoolID, provider.Issuer)
	})
	continuation := access.Continuation{ReturnOrigins: setting.ReturnOrigins.Get(env), URL: setting.ContinueURL.Get(env)}
	accept := access.Accept{Store: table, Identities: identities, Directory: directory, Roles: roles, Limits: limits, Continue: continuation, Now: time.Now}
	boot.Start(env, handlers(handler{
		page: page.Config{
			SignIn: signIn, Addresses: strings.Join(setting.Addresses.Get(env), " "),
			ContinueURL: continuation.URL, Brand: boot.Brand(), Passwords: passwords,
		},
		roles:   roles,
		preview: access.Preview{Store: table, Directory: directory, Roles: roles, Continue: continuation, Now: time.Now},
		register: access.Register{
			Store: table, Directory: directory, Roles: roles, Limits: limits, Passwords: passwords, Continue: continuation, Now: time.Now,
		},
		accept:  accept,
		request: access.RequestAcceptance{Accept: accept, Store: table},
		decline: access.Decline{Store: table, Now: time.Now},
		renew:   access.RequestRenewal{Store: table, Limits: limits, Continue: continuation, Now: time.Now},
		own:     access.OwnInvitations{Accept: accept, Store: table},
		rename:  access.RenameUser{Store: table, Now: time.Now},
		cursors: api.NewCursors(setting.CursorSecret.Get(env)),
	}).Serve)
}
