// Command infra is the CDK app that declares all of Admit's AWS resources. The CDK
// command line runs it as cdk.json says. The file stack.go shows the whole system.
package main

import (
	"context"
	"fmt"
	"net/http"
	"os"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/jsii-runtime-go"

	"admit/infra/brand"
	"admit/shared/setting"
)

func main() {
	err := synthesise(awscdk.NewApp(nil))
	jsii.Close()
	if err != nil {
		fmt.Fprintln(os.Stderr, "admit:", err)
		os.Exit(1)
	}
}

func synthesise(app awscdk.App) error {
	settings, err := readSettings(func(key string) any {
		return app.Node().TryGetContext(jsii.String(key))
	})
	if err != nil {
		return err
	}
	if settings.Identity == setting.ExternalIssuer {
		settings.Provider, err = discover(context.Background(), http.DefaultClient, settings.Issuer, settings.Development)
		if err != nil {
			return err
		}
	}
	if settings.Brand, err = brand.Read(settings.BrandFile); err != nil {
		return err
	}
	if err := newSystem(app, settings); err != nil {
		return err
	}
	app.Synth(nil)
	return nil
}
