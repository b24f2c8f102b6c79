// Asking the peers: one message, or all pages of a list.
#ifndef COFI_SERVICES_REPORTING_PAGES_H_
#define COFI_SERVICES_REPORTING_PAGES_H_

#include <functional>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "base/refusal.h"
#include "clients/peer.h"
#include "google/protobuf/message.h"
#include "google/protobuf/repeated_field.h"
#include "google/protobuf/timestamp.pb.h"
#include "google/type/date.pb.h"
#include "services/reporting/sightings.h"
#include "services/rpc/peers.h"

namespace cofi::reporting {

using Done = std::function<void(absl::Status)>;

// The services that reporting asks, as journal positions name them.
inline constexpr char kProjects[] = "projects";
inline constexpr char kApplications[] = "applications";
inline constexpr char kBudgets[] = "budgets";

// Whom to ask, in whose name, and what was known at which time (now, unless set).
// The timeout of `options` is not used: each call gets what is left until
// `deadline`.
struct Inquiry {
  const rpc::Peers* peers;
  clients::CallOptions options;
  absl::Time deadline;
  std::optional<google::protobuf::Timestamp> known_at;

  // Makes a request to a service one about that time.
  template <typename Request>
  void SetKnownAt(Request* request) const {
    if (known_at.has_value()) *request->mutable_known_at()->mutable_time() = *known_at;
  }
};

// Sends `request` and fills `*response`. `done` runs once and gets a peer's
// refusal as our own: on a gRPC thread or, if there is no time left or no such
// peer (DEADLINE_EXCEEDED, PEER_UNAVAILABLE), before this returns. Both messages
// must stay until then.
void Ask(const Inquiry& inquiry, const char* service, const google::protobuf::Message& request,
         google::protobuf::Message* response, Done done);

// A list of more pages than this is refused rather than followed for ever: TOO_MANY_ITEMS,
// which among all projects costs only the one that it is about.
inline constexpr int kPagesMax = 1'000;

// As many as the services give at once; a page ends at its bytes before.
inline constexpr int kPageSize = 1'000;

// The way through the pages of one list.
template <typename Request, typename Response, typename Item>
struct Listing {
  Inquiry inquiry;
  const char* service;
  // Empty: the list spans several roots, so that it has no position.
  std::string root;
  Request request;
  google::protobuf::RepeatedPtrField<Item>* (Response::*items)();
  std::vector<Item>* out;
  std::shared_ptr<Sightings> sightings;
  Response response = {};
  int pages = 0;
};

template <typename Request, typename Response, typename Item>
void AskForPages(std::shared_ptr<Listing<Request, Response, Item>> listing, Done done) {
  listing->response.Clear();
  Ask(listing->inquiry, listing->service, listing->request, &listing->response,
      [listing, done = std::move(done)](const absl::Status& status) {
        if (!status.ok()) return done(status);
        Response& response = listing->response;
        auto* items = (response.*listing->items)();
        listing->out->insert(listing->out->end(), std::make_move_iterator(items->begin()),
                             std::make_move_iterator(items->end()));
        if (!listing->root.empty()) {
          listing->sightings->Saw(listing->service, listing->root, response.journal_sequence());
        }
        if (response.next_page_token().empty()) return done(absl::OkStatus());
        if (++listing->pages >= kPagesMax) {
          return done(Refuse(type::v1::REASON_TOO_MANY_ITEMS,
                             {{"field", absl::StrCat(listing->request.GetDescriptor()->name(), " ",
                                                     listing->root)},
                              {"value", absl::StrCat("> ", listing->out->size())},
                              {"limit", absl::StrCat(listing->out->size())}}));
        }
        listing->request.set_page_token(response.next_page_token());
        AskForPages(listing, done);
      });
}

// A request for pages of what was effective on `as_of`, where the list knows
// dates and one is set.
template <typename Request>
Request PagesOf(const google::type::Date& as_of) {
  Request request;
  request.set_page_size(kPageSize);
  if constexpr (requires { request.mutable_as_of_date(); }) {
    if (as_of.year() != 0) *request.mutable_as_of_date() = as_of;
  }
  return request;
}

// As above, of the children of `parent`.
template <typename Request>
Request PagesOf(const std::string& parent, const google::type::Date& as_of) {
  Request request = PagesOf<Request>(as_of);
  request.set_parent(parent);
  return request;
}

}  // namespace cofi::reporting

#endif  // COFI_SERVICES_REPORTING_PAGES_H_
