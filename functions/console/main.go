// Command console answers with the web console: a page, and the files that it is
// made of. All power is in the API, which the page calls as the person who signs
// in to it.
//
// The page is built from web/ (start at web/src/main.tsx), and its files lie
// beside this function's binary.
package main

import (
	"admit/shared/api/static"
	"admit/shared/boot"
	"admit/shared/setting"
)

func main() {
	env, _ := boot.Open()
	settings := settings{ClientID: setting.ClientID.Get(env), SignInURL: setting.SignInURL.Get(env)}
	// The files are read now, because Lambda gives a function more processor time
	// while it initialises.
	boot.Start(env, handlers(boot.Must(readSite(boot.Must(static.Beside()), settings))).Serve)
}
