// The server's log: JSON lines on standard error.
#ifndef COFI_SERVICES_RPC_LOG_H_
#define COFI_SERVICES_RPC_LOG_H_

#include <initializer_list>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace cofi::rpc {

enum class LogLevel { kCall, kInfo, kError };

// Makes lines of the log of what gRPC and protobuf would print in their own form; those of
// gRPC at this level from now on. Protobuf speaks of bytes that a caller sent, and that are
// refused, so its lines are of calls.
void LogLibraries(LogLevel grpc);

// Waits until what was logged is written, a second at most; whether it is. Lines are written by a
// thread of their own, so that a reader of them that stands still holds nobody up. What does not
// fit meanwhile is dropped, the oldest first, and counted in a line once there is room.
bool FlushLog();

// What is logged: every call, or only what an operator must know (the default).
void LogCalls(bool calls);
bool LogsCalls();

// One line: `{"time":"…","level":"error","event":"store failed","detail":"…"}`.
void Log(LogLevel level, absl::string_view event,
         std::initializer_list<std::pair<absl::string_view, std::string>> fields = {});

// Whether the end of a call is logged that ends so: all are, or it failed by the server's fault.
// A refusal is the caller's affair, a failure the operator's. If it is, the line of one.
bool LogsEnd(absl::StatusCode code);
void LogEnd(absl::StatusCode code,
            std::initializer_list<std::pair<absl::string_view, std::string>> fields);

}  // namespace cofi::rpc

#endif  // COFI_SERVICES_RPC_LOG_H_
