package main

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/jsii-runtime-go"

	"admit/shared/setting"
)

// values returns the value of every setting that the stack sets, by the name of
// its variable. A function gets those that name it as a reader.
func (s system) values() map[string]*string {
	return map[string]*string{
		setting.Table.Variable:                   s.table.TableName(),
		setting.CursorSecret.Variable:            s.cursors.SecretValue().UnsafeUnwrap(),
		setting.Limits.Variable:                  limitsText(s.settings.Limits),
		setting.Retention.Variable:               retentionText(s.settings.Retention),
		setting.Passwords.Variable:               jsonText(s.settings.Passwords),
		setting.Identity.Variable:                jsonText(s.users.provider),
		setting.PageSignIn.Variable:              jsonText(s.users.signIn),
		setting.Addresses.Variable:               awscdk.Fn_Join(jsii.String(" "), &s.gateway.addresses),
		setting.ContinueURL.Variable:             jsii.String(s.settings.ContinueURL),
		setting.ReturnOrigins.Variable:           jsii.String(strings.Join(s.settings.allReturnOrigins(), " ")),
		setting.BaseURL.Variable:                 s.gateway.baseURL,
		setting.Sender.Variable:                  jsii.String(s.settings.From()),
		setting.ConfigurationSet.Variable:        s.mailer.configurationSet.ConfigurationSetName(),
		setting.Locale.Variable:                  jsii.String(s.settings.Locale),
		setting.Schedules.Variable:               s.schedules.setting(),
		setting.Reminders.Variable:               jsii.String(strconv.FormatBool(s.settings.Reminders)),
		setting.MailDeadLetterQueueURL.Variable:  s.deadLetters.mails.QueueUrl(),
		setting.EventBus.Variable:                s.bus.EventBusName(),
		setting.EventDeadLetterQueueURL.Variable: s.deadLetters.events.QueueUrl(),

		setting.DeliveryEventDeadLetterQueueURL.Variable: s.deadLetters.deliveryEvents.QueueUrl(),
		setting.Functions.Variable:                       jsii.String(""), // see newFunctions
	}
}

// environment returns the environment variables of a function: those of Go's runtime,
// and the settings that name the function as a reader. An optional setting without a
// value is left out.
func environment(function string, values map[string]*string) map[string]*string {
	variables := map[string]*string{}
	for _, v := range setting.Runtime() {
		variables[v.Name] = jsii.String(v.Value)
	}
	for _, s := range setting.ReadBy(function) {
		if value := values[s.Variable]; !s.Optional || *value != "" {
			variables[s.Variable] = value
		}
	}
	return variables
}

// checkSet returns an error for each setting that has no value or no reader, and
// for each reader that is not a function.
func checkSet(values map[string]*string, functions []function) error {
	var problems []error
	for _, s := range setting.All() {
		if s.ByLambda {
			continue
		}
		if values[s.Variable] == nil {
			problems = append(problems, fmt.Errorf("the stack has no value for %s", s.Variable))
		}
		if len(s.Readers) == 0 {
			problems = append(problems, fmt.Errorf("no function reads %s", s.Variable))
		}
		for _, reader := range s.Readers {
			if !slices.ContainsFunc(functions, func(f function) bool { return f.name == reader }) {
				problems = append(problems, fmt.Errorf("%s is read by %s, which is not a function", s.Variable, reader))
			}
		}
	}
	return errors.Join(problems...)
}
