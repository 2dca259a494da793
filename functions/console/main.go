// Command console serves the web console: its HTML page and the page's files.
// They are static. The page calls the API with the access token of the signed-in
// user.
//
// The page is built from web/; its entry point is web/src/main.tsx. The built
// files are deployed beside the function's binary.
package main

import (
	"admit/shared/boot"
	"admit/shared/boot/asset"
)

func main() {
	boot.Open()
	settings := settings{ClientID: boot.Setting("ADMIT_CLIENT_ID"), SignInURL: boot.Setting("ADMIT_SIGN_IN_URL")}
	// The files are read at start, when Lambda gives the function its full CPU.
	boot.Start(handlers(boot.Must(readSite(asset.Open(), settings))).Serve)
}
