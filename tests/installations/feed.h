// The change feed of a service, read as a client that follows it does.
#ifndef COFI_TESTS_INSTALLATIONS_FEED_H_
#define COFI_TESTS_INSTALLATIONS_FEED_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "base/language.h"
#include "cofi/journal/v1/journal.pb.h"
#include "grpcpp/client_context.h"
#include "grpcpp/support/sync_stream.h"
#include "tests/installations/installation.h"

namespace cofi::end_to_end {

class Feed {
 public:
  using Change = journal::v1::Change;

  // Follows until it is dropped, twenty seconds at most.
  Feed(const Installation& cofi, const journal::v1::WatchChangesRequest& request,
       Language language = Language::kEnglish);
  ~Feed();

  // The next so many changes; fewer if the stream ends before.
  std::vector<Change> Next(size_t count);
  // Ends the stream from this side.
  void Cancel() { context_.TryCancel(); }
  // How the stream ended; waits until it does.
  grpc::Status End();

 private:
  grpc::ClientContext context_;
  std::unique_ptr<grpc::ClientReader<Change>> reader_;
  bool over_ = false;
};

}  // namespace cofi::end_to_end

#endif  // COFI_TESTS_INSTALLATIONS_FEED_H_
