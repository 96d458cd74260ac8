//! Generated protobuf and gRPC code, and its conversion to and from the domain.
