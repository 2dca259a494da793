// Command console serves the web console: its HTML page and the page's files.
// They are static. The page calls the API with the access token of the signed-in
// user.
//
// The page is built from web/; its entry point is web/src/main.tsx. The built
// files are deployed beside the function's binary.
package main

import (
	"admit/shared/api/static"
	"admit/shared/boot"
	"admit/shared/setting"
)

func main() {
	env, _ := boot.Open()
	signIn := setting.PageSignIn.Get(env)
	boot.Start(env, handlers(boot.Must(readSite(boot.Must(static.Beside()), signIn, boot.Brand()))).Serve)
}
