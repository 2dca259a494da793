package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"admit/shared/dynamo"
)

// restore restores the table of a deployment on AWS as it was at a moment, into a new table, and
// sets everything that a restored table lacks. The functions go on with the old table until somebody
// deploys with the setting restoredTable.
func restore(ctx context.Context, flags *flag.FlagSet, args []string) error {
	deployment := deploymentFlag(flags)
	at := flags.String("at", "", "the `moment` to go back to, such as 2026-12-01T10:00:00Z, or latest")
	into := flags.String("into", "", "the `name` of the new table; one that exists is gone on with (default: made of the moment)")
	if err := flags.Parse(args); err != nil {
		return err
	}
	moment, err := parseMoment(*at, *into)
	if err != nil {
		return err
	}
	settings, err := callersConfig(ctx, "")
	if err != nil {
		return err
	}
	name, err := deploymentOnAWS(*deployment)
	if err != nil {
		return err
	}
	stack, err := describeStack(ctx, cloudformation.NewFromConfig(settings), stackOf(name))
	if err != nil {
		return err
	}
	source := stack.outputs["TableName"]
	if source == "" {
		return advise(fmt.Errorf("the stack %s is not deployed in %s", stack.name, settings.Region),
			"check that AWS_REGION and your credentials belong to the account with the stack, and DEPLOYMENT to its name")
	}
	if *into == "" {
		*into = restoredName(source, moment, time.Now())
	}
	return restoration{tables: dynamodb.NewFromConfig(settings), out: os.Stdout, pause: 10 * time.Second, protected: stack.protected}.run(ctx, source, *into, moment)
}

// parseMoment returns the moment to go back to; the zero time is the latest possible one. Without one, a table that
// exists is gone on with.
func parseMoment(at, into string) (time.Time, error) {
	if at == "latest" || (at == "" && into != "") {
		return time.Time{}, nil
	}
	moment, err := time.Parse(time.RFC3339, at)
	if err != nil {
		return moment, advise(fmt.Errorf("%q is not a moment", at), "make restore AT=2026-12-01T10:00:00Z, or AT=latest")
	}
	return moment.UTC(), nil
}

// restoredName returns the name of a new table. DynamoDB allows 255 characters.
func restoredName(source string, moment, now time.Time) string {
	if moment.IsZero() {
		moment = now.UTC()
	}
	const suffix = len("-restored-20060102T150405Z")
	return source[:min(len(source), 255-suffix)] + "-restored-" + moment.Format("20060102T150405Z")
}

// restoration restores a table.
type restoration struct {
	tables    *dynamodb.Client
	out       io.Writer
	pause     time.Duration // between two looks at a table that is busy
	protected bool          // the new table gets deletion protection, as the stack has
}

// run restores source into a table. It goes on where an earlier run stopped.
func (r restoration) run(ctx context.Context, source, into string, moment time.Time) error {
	from, err := r.tables.DescribeTable(ctx, &dynamodb.DescribeTableInput{TableName: &source})
	if err != nil {
		return fmt.Errorf("the table %s: %w", source, err)
	}
	if err := r.begin(ctx, source, into, moment); err != nil {
		return err
	}
	if err := r.wait(ctx, into); err != nil {
		return err
	}
	if err := r.complete(ctx, aws.ToString(from.Table.TableArn), into); err != nil {
		return err
	}
	restored, err := r.tables.DescribeTable(ctx, &dynamodb.DescribeTableInput{TableName: &into})
	if err != nil {
		return err
	}
	store := dynamo.Store{Client: r.tables, Table: into}
	if err := store.Requeue(ctx, time.Now(), func(examined, queued int) {
		fmt.Fprintf(r.out, "  %d items read; emails without an outcome, which are queued again: %d\n", examined, queued)
	}); err != nil {
		return err
	}
	fmt.Fprintf(r.out, "\nThe table %s is complete. Nothing uses it yet. To switch over within four hours, deploy with\n\n"+
		"  make deploy CONTEXT='... -c restoredTable=%s'\n", into, aws.ToString(restored.Table.LatestStreamArn))
	return nil
}

// begin starts the restoration, unless the table exists.
func (r restoration) begin(ctx context.Context, source, into string, moment time.Time) error {
	_, err := r.tables.DescribeTable(ctx, &dynamodb.DescribeTableInput{TableName: &into})
	if err == nil {
		fmt.Fprintf(r.out, "The table %s exists; going on with it.\n", into)
		return nil
	}
	if _, missing := errors.AsType[*types.ResourceNotFoundException](err); !missing {
		return err
	}
	request := &dynamodb.RestoreTableToPointInTimeInput{SourceTableName: &source, TargetTableName: &into, UseLatestRestorableTime: aws.Bool(moment.IsZero())}
	if !moment.IsZero() {
		request.UseLatestRestorableTime, request.RestoreDateTime = nil, &moment
	}
	if _, err := r.tables.RestoreTableToPointInTime(ctx, request); err != nil {
		return advise(err, "aws dynamodb describe-continuous-backups --table-name %s says from when to when its table can be restored", source)
	}
	fmt.Fprintf(r.out, "Restoring %s into %s. An interrupted run goes on with make restore INTO=%s.\n", source, into, into)
	return nil
}

// wait waits until a table is active.
func (r restoration) wait(ctx context.Context, table string) error {
	for began := time.Now(); ; {
		described, err := r.tables.DescribeTable(ctx, &dynamodb.DescribeTableInput{TableName: &table})
		if err != nil {
			return err
		}
		if described.Table.TableStatus == types.TableStatusActive {
			return nil
		}
		fmt.Fprintf(r.out, "  %s, %s\n", described.Table.TableStatus, time.Since(began).Round(time.Second))
		wait(ctx, r.pause)
		if ctx.Err() != nil {
			return errInterrupted
		}
	}
}
