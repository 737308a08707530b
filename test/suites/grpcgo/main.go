// SPDX-License-Identifier: Apache-2.0
// Calls vitrined with grpc-go, messages by hand: vitrine-grpcgo ADDRESS TOKEN
package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/encoding/protowire"
)

const service = "/vitrine.v1.FileBridge/"

// raw passes messages as bytes.
type raw struct{}

func (raw) Marshal(value any) ([]byte, error)       { return *value.(*[]byte), nil }
func (raw) Unmarshal(bytes []byte, value any) error { *value.(*[]byte) = bytes; return nil }
func (raw) Name() string                            { return "proto" }

func check(holds bool, what string, err error) {
	if !holds {
		fmt.Println(what, err)
		os.Exit(1)
	}
}

func bytesField(number protowire.Number, value []byte) []byte {
	return protowire.AppendBytes(protowire.AppendTag(nil, number, protowire.BytesType), value)
}

func numberField(number protowire.Number, value uint64) []byte {
	return protowire.AppendVarint(protowire.AppendTag(nil, number, protowire.VarintType), value)
}

// only gives the bytes of a field.
func only(message []byte, wanted protowire.Number) []byte {
	for len(message) > 0 {
		number, kind, size := protowire.ConsumeTag(message)
		message = message[size:]
		if number == wanted && kind == protowire.BytesType {
			value, _ := protowire.ConsumeBytes(message)
			return value
		}
		message = message[protowire.ConsumeFieldValue(number, kind, message):]
	}
	return nil
}

func file(path string) []byte {
	return bytesField(1, append(bytesField(1, []byte("photos")), bytesField(2, []byte(path))...))
}

func stream(ctx context.Context, channel *grpc.ClientConn, method string) grpc.ClientStream {
	both := &grpc.StreamDesc{ServerStreams: true, ClientStreams: true}
	running, err := channel.NewStream(ctx, both, service+method, grpc.ForceCodec(raw{}))
	check(err == nil, method, err)
	return running
}

func read(ctx context.Context, channel *grpc.ClientConn, request []byte) grpc.ClientStream {
	running := stream(ctx, channel, "Read")
	check(running.SendMsg(&request) == nil && running.CloseSend() == nil, "Read", nil)
	return running
}

func testSession(ctx context.Context, channel *grpc.ClientConn, handle []byte) {
	session := stream(ctx, channel, "Session")
	request := append(numberField(1, 1), bytesField(5, bytesField(1, handle))...)
	request = append(request, numberField(10, 5000000)...)
	check(session.SendMsg(&request) == nil, "Session", nil)
	total := 0
	var answer []byte
	for {
		err := session.RecvMsg(&answer)
		if err == io.EOF {
			break
		}
		check(err == nil, "Session", err)
		total += len(only(only(answer, 5), 2))
		if total == 5000000 {
			_ = session.CloseSend()
		}
	}
	check(total == 5000000, "Session", nil)
	fmt.Println("both ways")
}

func testErrors(ctx context.Context, channel *grpc.ClientConn) {
	for path, code := range map[string]codes.Code{
		"missing": codes.NotFound, "../x": codes.InvalidArgument} {
		request, answer := file(path), []byte{}
		err := channel.Invoke(ctx, service+"Stat", &request, &answer, grpc.ForceCodec(raw{}))
		check(status.Code(err) == code && status.Convert(err).Message() != "", "Stat", err)
	}
	fmt.Println("error")
}

func main() {
	channel, err := grpc.NewClient("passthrough:///"+os.Args[1],
		grpc.WithTransportCredentials(insecure.NewCredentials()))
	check(err == nil, "address", err)
	ctx := metadata.AppendToOutgoingContext(context.Background(), "authorization", "Bearer "+os.Args[2])
	request, opened, chunk := file("large.bin"), []byte{}, []byte{}
	err = channel.Invoke(ctx, service+"Open", &request, &opened, grpc.ForceCodec(raw{}))
	handle := only(opened, 1)
	check(err == nil && len(handle) == 16, "Open", err)
	fmt.Println("unary")
	reading, total := read(ctx, channel, bytesField(1, handle)), 0
	for err = reading.RecvMsg(&chunk); err == nil; err = reading.RecvMsg(&chunk) {
		total += len(only(chunk, 2))
	}
	check(err == io.EOF && total == 5000000, "Read", err)
	fmt.Println("stream")
	testSession(ctx, channel, handle)
	testErrors(ctx, channel)
	brief, done := context.WithTimeout(ctx, 300*time.Millisecond)
	defer done()
	err = stream(brief, channel, "Session").RecvMsg(&chunk)
	check(status.Code(err) == codes.DeadlineExceeded, "deadline", err)
	fmt.Println("deadline")
	ending, cancel := context.WithCancel(ctx)
	reading = read(ending, channel, append(bytesField(1, handle), numberField(4, 1000)...))
	check(reading.RecvMsg(&chunk) == nil, "Read, before it is cancelled", nil)
	cancel()
	for err = nil; err == nil; err = reading.RecvMsg(&chunk) {
	}
	check(status.Code(err) == codes.Canceled, "cancel", err)
	fmt.Println("cancel")
}
