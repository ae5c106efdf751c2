// The peer as an external processor: the body comes over gRPC, is read by encoding/json, and goes
// back with another model, a header and a cleared route cache. Usage: peer PORT
package main

import (
	"encoding/json"
	"io"
	"log"
	"net"
	"os"

	core "github.com/envoyproxy/go-control-plane/envoy/config/core/v3"
	extproc "github.com/envoyproxy/go-control-plane/envoy/service/ext_proc/v3"
	"google.golang.org/grpc"
)

type processor struct {
	extproc.UnimplementedExternalProcessorServer
}

func (processor) Process(stream extproc.ExternalProcessor_ProcessServer) error {
	for {
		request, err := stream.Recv()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		answer := &extproc.ProcessingResponse{}
		switch phase := request.Request.(type) {
		case *extproc.ProcessingRequest_RequestHeaders:
			answer.Response = &extproc.ProcessingResponse_RequestHeaders{RequestHeaders: &extproc.HeadersResponse{}}
		case *extproc.ProcessingRequest_RequestBody:
			answer.Response = &extproc.ProcessingResponse_RequestBody{RequestBody: route(phase.RequestBody.Body)}
		}
		if err := stream.Send(answer); err != nil {
			return err
		}
	}
}

func route(body []byte) *extproc.BodyResponse {
	var document map[string]json.RawMessage
	if json.Unmarshal(body, &document) != nil {
		return &extproc.BodyResponse{}
	}
	document["model"] = json.RawMessage(`"model-b"`)
	rewritten, err := json.Marshal(document)
	if err != nil {
		return &extproc.BodyResponse{}
	}
	return &extproc.BodyResponse{Response: &extproc.CommonResponse{
		ClearRouteCache: true,
		HeaderMutation: &extproc.HeaderMutation{
			SetHeaders:    []*core.HeaderValueOption{{Header: &core.HeaderValue{Key: "x-selected-provider", RawValue: []byte("b")}}},
			RemoveHeaders: []string{"content-length"},
		},
		BodyMutation: &extproc.BodyMutation{Mutation: &extproc.BodyMutation_Body{Body: rewritten}},
	}}
}

func main() {
	listener, err := net.Listen("tcp", "127.0.0.1:"+os.Args[1])
	if err != nil {
		log.Fatal(err)
	}
	server := grpc.NewServer()
	extproc.RegisterExternalProcessorServer(server, processor{})
	log.Fatal(server.Serve(listener))
}
