package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"admit/shared/dynamo"
)

// complete sets what DynamoDB does not restore: the stream, the time-to-live, point-in-time recovery, deletion
// protection and tags. Alarms and roles are the stack's, and follow the setting restoredTable. What is set
// already stays.
func (r restoration) complete(ctx context.Context, source, table string) error {
	for _, part := range []struct {
		name string
		set  func(ctx context.Context, source, table string) error
	}{
		{"stream", r.setStream}, {"time-to-live", r.setTimeToLive}, {"point-in-time recovery", r.setRecovery},
		{"deletion protection", r.setProtection}, {"tags", r.setTags},
	} {
		if err := part.set(ctx, source, table); err != nil {
			return fmt.Errorf("%s of %s: %w", part.name, table, err)
		}
		if err := r.wait(ctx, table); err != nil {
			return err
		}
		fmt.Fprintf(r.out, "  %s: set\n", part.name)
	}
	return nil
}

func (r restoration) setStream(ctx context.Context, _, table string) error {
	described, err := r.tables.DescribeTable(ctx, &dynamodb.DescribeTableInput{TableName: &table})
	if err != nil {
		return err
	}
	if s := described.Table.StreamSpecification; s != nil && aws.ToBool(s.StreamEnabled) {
		return nil
	}
	_, err = r.tables.UpdateTable(ctx, &dynamodb.UpdateTableInput{TableName: &table, StreamSpecification: &types.StreamSpecification{
		StreamEnabled: aws.Bool(true), StreamViewType: types.StreamViewTypeNewAndOldImages,
	}})
	return err
}

// setTimeToLive asks first, because DynamoDB refuses a second change within the hour.
func (r restoration) setTimeToLive(ctx context.Context, _, table string) error {
	described, err := r.tables.DescribeTimeToLive(ctx, &dynamodb.DescribeTimeToLiveInput{TableName: &table})
	if err != nil {
		return err
	}
	if d := described.TimeToLiveDescription; d != nil && (d.TimeToLiveStatus == types.TimeToLiveStatusEnabled || d.TimeToLiveStatus == types.TimeToLiveStatusEnabling) {
		return nil
	}
	_, err = r.tables.UpdateTimeToLive(ctx, &dynamodb.UpdateTimeToLiveInput{TableName: &table, TimeToLiveSpecification: &types.TimeToLiveSpecification{
		AttributeName: aws.String(dynamo.TimeToLive), Enabled: aws.Bool(true),
	}})
	return err
}

// setRecovery waits while DynamoDB prepares the backups of a new table.
func (r restoration) setRecovery(ctx context.Context, _, table string) error {
	for {
		_, err := r.tables.UpdateContinuousBackups(ctx, &dynamodb.UpdateContinuousBackupsInput{TableName: &table,
			PointInTimeRecoverySpecification: &types.PointInTimeRecoverySpecification{PointInTimeRecoveryEnabled: aws.Bool(true)}})
		if _, preparing := errors.AsType[*types.ContinuousBackupsUnavailableException](err); !preparing {
			return err
		}
		fmt.Fprintln(r.out, "  point-in-time recovery: not possible yet")
		if wait(ctx, r.pause); ctx.Err() != nil {
			return errInterrupted
		}
	}
}

func (r restoration) setProtection(ctx context.Context, _, table string) error {
	_, err := r.tables.UpdateTable(ctx, &dynamodb.UpdateTableInput{TableName: &table, DeletionProtectionEnabled: &r.protected})
	return err
}

// setTags copies the tags of the source, without those that AWS sets and nobody else may.
func (r restoration) setTags(ctx context.Context, source, table string) error {
	listed, err := r.tables.ListTagsOfResource(ctx, &dynamodb.ListTagsOfResourceInput{ResourceArn: &source})
	if err != nil {
		return err
	}
	described, err := r.tables.DescribeTable(ctx, &dynamodb.DescribeTableInput{TableName: &table})
	if err != nil {
		return err
	}
	var own []types.Tag
	for _, tag := range listed.Tags {
		if !strings.HasPrefix(aws.ToString(tag.Key), "aws:") {
			own = append(own, tag)
		}
	}
	if len(own) == 0 {
		return nil
	}
	_, err = r.tables.TagResource(ctx, &dynamodb.TagResourceInput{ResourceArn: described.Table.TableArn, Tags: own})
	return err
}
