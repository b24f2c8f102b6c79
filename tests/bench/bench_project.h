// The project that the bench moves money in, on any server.
#ifndef COFI_TESTS_BENCH_BENCH_PROJECT_H_
#define COFI_TESTS_BENCH_BENCH_PROJECT_H_

#include <memory>

#include "google/protobuf/message.h"
#include "grpcpp/channel.h"
#include "grpcpp/support/byte_buffer.h"
#include "tests/bench/load.h"

namespace cofi::bench {

inline constexpr char kProject[] = "projects/bench";
inline constexpr int kYear = 2018;

// Makes the project, and `others` like it, each with an adopted budget that has
// room for any bench and one grant. CHECKs that the server does it.
void PrepareProject(const std::shared_ptr<grpc::Channel>& channel, int others = 0);

// Makes a project beside it with ten lines, and a grant for each.
void PrepareSplits(const std::shared_ptr<grpc::Channel>& channel);

// Calls that ask for nothing: what the server and the client cost by themselves.
Load EmptyCalls(int in_flight, absl::Duration duration);

// Invoices of 12,34 on line 62, each of its own, half of it paid by the grant; of
// the project and so many others in turn.
Load Postings(int in_flight, absl::Duration duration, int others = 0);

// The same of the project, in turn on each day of the year kYear.
Load PostingsOfYear(int in_flight);

// Invoices of 12,34 on each of so many lines of what PrepareSplits makes, at most ten, half of it
// paid by the line's grant.
Load SplitPostings(int splits, int in_flight, absl::Duration duration);

// Receipts of 12,34 from the project's grant: postings of a single movement.
Load ReceiptPostings(int in_flight, absl::Duration duration);

// Asks for the project's budget status.
Load Statuses(absl::Duration duration);

grpc::ByteBuffer Bytes(const google::protobuf::Message& message);

}  // namespace cofi::bench

#endif  // COFI_TESTS_BENCH_BENCH_PROJECT_H_
