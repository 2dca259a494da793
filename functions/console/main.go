// Command console answers with the web console: a page, and the files that it is
// made of. All power is in the API, which the page calls as the person who signs
// in to it.
//
// The page is built from web/ (start at web/src/main.tsx), and its files lie
// beside this function's binary.
package main

import (
	"admit/shared/boot"
	"admit/shared/boot/asset"
)

func main() {
	boot.Open()
	settings := settings{ClientID: boot.Setting("ADMIT_CLIENT_ID"), SignInURL: boot.Setting("ADMIT_SIGN_IN_URL")}
	// Read here, where a function that starts runs at full speed.
	boot.Start(handlers(boot.Must(readSite(asset.Open(), settings))).Serve)
}
