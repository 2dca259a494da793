package main

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"strings"

	cognito "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"admit/infra/bench/cloud"
	"admit/infra/bench/gateway"
	"admit/infra/bench/lambda"
	"admit/infra/bench/world"
	"admit/shared/dynamo"
	"admit/shared/dynamo/dynamotest"
	"admit/shared/identity"
	"admit/shared/setting"
)

// deployment is Admit on the stand-ins.
type deployment struct {
	bench     *bench
	cloud     *cloud.Cloud
	world     *world.World
	table     string
	functions map[string]*lambda.Function
	gateway   *gateway.Gateway
	memory    int // of every function in MB, for its share of a processor; 0: all of it
}

// provider is where all people have their identities.
var provider = setting.Identity.Get(&setting.Environment{Lookup: func(string) string { return setting.Identity.Example }})

// deploy makes an empty table on the stand-ins, which it starts if they do not run. With
// stream, the table's stream has what the deployment's world writes, too. No function runs
// yet. The deployment must be stopped.
func (b *bench) deploy(ctx context.Context, stream bool) (*deployment, error) {
	if b.cloud == nil {
		var err error
		if b.cloud, err = cloud.Start(); err != nil {
			return nil, err
		}
	}
	c := b.cloud
	d := &deployment{bench: b, cloud: c, table: "Admit-" + rand.Text()[:8], functions: map[string]*lambda.Function{}}
	d.gateway = gateway.Start(provider.Issuer, d.functions)
	err := c.CreateTable(ctx, d.table)
	if err != nil {
		d.stop()
		return nil, err
	}
	users := cognito.New(cognito.Options{Region: "us-east-1", BaseEndpoint: &c.URL, Credentials: c.Client.Options().Credentials})
	client := c.Client
	if stream {
		client = c.Detour
	}
	d.world, err = world.New(dynamo.Store{Client: client, Table: d.table}, identity.Cognito{Client: users, Pool: provider.UserPoolID, Issuer: provider.Issuer})
	if err != nil {
		d.stop()
		return nil, err
	}
	return d, nil
}

// metered returns a store on the table whose calls are measured.
func (d *deployment) metered() (dynamo.Store, *dynamotest.Meter) {
	meter := dynamotest.MeterOf(d.cloud.Client)
	return dynamo.Store{Client: dynamotest.ClientOf(d.cloud.Database.Endpoint, http.DefaultClient, meter.Watch), Table: d.table}, meter
}

// config returns how a function runs on the deployment.
func (d *deployment) config(function string) (lambda.Config, error) {
	program, err := d.bench.program(function)
	if err != nil {
		return lambda.Config{}, err
	}
	limits, err := json.Marshal(world.Limits)
	if err != nil {
		return lambda.Config{}, err
	}
	return lambda.Config{Program: program, Memory: d.memory, Environment: map[string]string{
		setting.EndpointURL.Variable: d.cloud.URL, setting.Table.Variable: d.table, setting.Limits.Variable: string(limits), setting.Identity.Variable: setting.Identity.Example,
		setting.AccessKeyID.Variable: "local", // DynamoDB Local accepts only letters and digits
	}}, nil
}

// start starts processes of functions.
func (d *deployment) start(ctx context.Context, processes int, functions ...string) error {
	for _, name := range functions {
		c, err := d.config(name)
		if err != nil {
			return err
		}
		if d.functions[name], err = lambda.Start(ctx, c, processes); err != nil {
			return err
		}
	}
	return nil
}

// stopFunctions ends the processes of all functions.
func (d *deployment) stopFunctions() {
	for _, f := range d.functions {
		if f != nil {
			f.Stop()
		}
	}
	clear(d.functions)
}

// stop ends the deployment. The stand-ins go on.
func (d *deployment) stop() {
	d.stopFunctions()
	d.gateway.Close()
	d.cloud.Mails.Report(nil)
	_, _ = d.cloud.Client.DeleteTable(context.Background(), &dynamodb.DeleteTableInput{TableName: &d.table}) // only saves memory
}

// invoke gives an event to a function of the deployment, and fails unless the response
// has a status of success.
func (d *deployment) invoke(ctx context.Context, function string, event []byte) error {
	answer, err := d.functions[function].Invoke(ctx, event)
	if err != nil {
		return err
	}
	return succeeded(function, answer)
}

// succeeded returns an error for an answer that says that something failed.
func succeeded(function string, answer []byte) error {
	var outcome struct {
		StatusCode        int               `json:"statusCode"`
		Problem           json.RawMessage   `json:"problem"`
		BatchItemFailures []json.RawMessage `json:"batchItemFailures"`
	}
	if len(answer) == 0 || string(answer) == "null" {
		return nil // the function returns nothing
	}
	if err := json.Unmarshal(answer, &outcome); err != nil {
		return fmt.Errorf("%s: %w", function, err)
	}
	if outcome.StatusCode >= http.StatusBadRequest || outcome.Problem != nil || len(outcome.BatchItemFailures) > 0 {
		return fmt.Errorf("%s answered %.300s", function, answer)
	}
	return nil
}

// with returns a copy of a configuration with more variables.
func with(c lambda.Config, more map[string]string) lambda.Config {
	environment := maps.Clone(c.Environment)
	maps.Copy(environment, more)
	c.Environment = environment
	return c
}

// explain adds what the functions have logged about failures to an error.
func (d *deployment) explain(err error) error {
	if err == nil {
		return nil
	}
	for name, f := range d.functions {
		for line := range strings.Lines(f.Log.Take()) {
			if strings.Contains(line, `"ERROR"`) {
				return fmt.Errorf("%w; %s logged %s", err, name, strings.TrimSpace(line))
			}
		}
	}
	return err
}
