import grpc


class VoiceServicer(object):
    def Say(self, request, context):
        context.set_code(grpc.StatusCode.UNIMPLEMENTED)
        raise NotImplementedError("Method not implemented!")


def add_VoiceServicer_to_server(servicer, server):
    rpc_method_handlers = {
        "Say": grpc.unary_unary_rpc_method_handler(servicer.Say),
    }
    generic_handler = grpc.method_handlers_generic_handler("Voice", rpc_method_handlers)
    server.add_generic_rpc_handlers((generic_handler,))
