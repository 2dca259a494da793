package load

import (
	"context"
	"encoding/json"
	"path/filepath"
	"sync"

	cognito "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"

	"admit/infra/bench/cloud"
	"admit/infra/bench/gateway"
	"admit/infra/bench/lambda"
	"admit/infra/bench/world"
	"admit/infra/brand"
	"admit/shared/dynamo"
	"admit/shared/dynamo/dynamotest"
	"admit/shared/identity"
	"admit/shared/setting"
)

// processes are how many processes each function has. The first of each is never killed, so
// that its memory can be watched.
var processes = map[string]int{
	"invite": 10, "accept": 6, "list-permissions": 3, "decide": 3, "edit-access": 3, "remove-access": 3,
	"deliver": mailsAtOnce, "publish": 2, "delivery-status": 2,
}

// system is Admit on the stand-ins.
type system struct {
	cloud     *cloud.Cloud
	world     *world.World
	conflicts *dynamotest.Conflicts
	disturb   disturbances
	functions map[string]*lambda.Function
	gateway   *gateway.Gateway

	mu        sync.Mutex
	mails     []cloud.Mail
	published map[string]int
	parked    []string
	excuses   excuses
}

const table = "Admit-load"

// provider is where all people have their identities.
var provider = setting.Identity.Get(&setting.Environment{Lookup: func(string) string { return setting.Identity.Example }})

// start starts the stand-ins and the functions that are built in a directory. The system must be
// stopped.
func start(ctx context.Context, built string) (*system, error) {
	s := &system{conflicts: dynamotest.NewConflicts(dynamo.PartitionKey, dynamo.SortKey), functions: map[string]*lambda.Function{},
		published: map[string]int{}}
	s.disturb.lost = s.answerLost
	var err error
	s.cloud, err = cloud.StartWith(cloud.Options{Database: newDatabase(s.conflicts), Around: s.disturb.around, Taken: s.taken, Parked: s.park})
	if err != nil {
		return nil, err
	}
	if err := s.startAdmit(ctx, built); err != nil {
		s.stop()
		return nil, err
	}
	return s, nil
}

func (s *system) startAdmit(ctx context.Context, built string) error {
	if err := s.cloud.CreateTable(ctx, table); err != nil {
		return err
	}
	users := cognito.New(cognito.Options{Region: "us-east-1", BaseEndpoint: &s.cloud.URL, Credentials: s.cloud.Client.Options().Credentials})
	var err error
	s.world, err = world.New(dynamo.Store{Client: s.cloud.Client, Table: table}, identity.Cognito{Client: users, Pool: provider.UserPoolID, Issuer: provider.Issuer})
	if err != nil {
		return err
	}
	limits, err := json.Marshal(world.Limits)
	if err != nil {
		return err
	}
	usual, err := brand.Read("../../brand.json")
	if err != nil {
		return err
	}
	for name, number := range processes {
		program := filepath.Join(built, name, "bootstrap")
		if err := usual.WriteBeside(filepath.Dir(program)); err != nil {
			return err
		}
		c := lambda.Config{Program: program, Environment: map[string]string{
			setting.EndpointURL.Variable: s.cloud.URL, setting.Table.Variable: table, setting.Limits.Variable: string(limits), setting.Identity.Variable: setting.Identity.Example,
			setting.AccessKeyID.Variable: "local", // DynamoDB Local accepts only letters and digits
			setting.Reminders.Variable:   "false", // EventBridge Scheduler has no stand-in
		}}
		if s.functions[name], err = lambda.Start(ctx, c, number); err != nil {
			return err
		}
		s.functions[name].Discard()
	}
	s.gateway = gateway.Start(provider.Issuer, s.functions)
	return nil
}

func (s *system) stop() {
	if s.gateway != nil {
		s.gateway.CloseClientConnections()
		s.gateway.Close()
	}
	for _, f := range s.functions {
		if f != nil {
			f.Stop()
		}
	}
	s.cloud.Stop()
}

// taken notes an event that EventBridge has taken.
func (s *system) taken(entry json.RawMessage) {
	var put struct{ Detail string }
	var event struct {
		ID string `json:"id"`
	}
	_ = json.Unmarshal(entry, &put)
	_ = json.Unmarshal([]byte(put.Detail), &event)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.published[event.ID]++ // an event that cannot be read has no id, and is found as one that never was
}

func (s *system) park(message string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.parked = append(s.parked, message)
}
