// The reports, each by its request: how it is answered for programs, and laid out for people. A
// further one is a line in reports.cc.
#ifndef COFI_SERVICES_REPORTING_REPORTS_H_
#define COFI_SERVICES_REPORTING_REPORTS_H_

#include <functional>
#include <memory>
#include <vector>

#include "base/fields.h"
#include "base/language.h"
#include "cofi/reporting/v1/documents.pb.h"
#include "cofi/reporting/v1/rendering.pb.h"
#include "services/reporting/facts_rules.h"
#include "services/reporting/layout.h"
#include "services/rpc/access/caller.h"
#include "services/rpc/host.h"
#include "services/rpc/peers.h"

namespace cofi::reporting {

using Answered = std::function<void(const absl::Status&)>;

// What the pages of one report share, if they are asked for one after the other: the facts are
// then of one moment.
struct PageMemory {
  std::shared_ptr<const GatheredFacts> facts;
};

struct Report {
  // Empty messages of both kinds.
  const Message* request;
  const Message* answer;
  // Fills an answer of that kind, or refuses, and calls the function once. All must stay until
  // then, and the memory until the last page.
  std::function<void(const rpc::Caller&, const Message& request, PageMemory*, Message* answer,
                     Answered)>
      make;
  // An answer as people read it.
  std::function<v1::Document(const Message& answer, const Message& request, const Part&, Language)>
      lay_out;
  // Makes the method that takes the request one of the host's.
  std::function<void(rpc::Host*)> offer;
};

class Reports {
 public:
  // CHECKs that the peers have all whom reports ask, and that there is one for each field of
  // ReportQuery.
  explicit Reports(const rpc::Peers* peers);

  const std::vector<Report>& all() const { return all_; }

  // The one that is asked for, and its request; FIELD_REQUIRED if none is.
  absl::StatusOr<const Report*> Find(const v1::ReportQuery& query, const Message** request) const;

 private:
  std::vector<Report> all_;
};

// The document of an answer, with all that stands above its blocks.
v1::Document DocumentOf(const Report& report, const Message& answer, const Message& request,
                        const Part& part, Language language);

}  // namespace cofi::reporting

#endif  // COFI_SERVICES_REPORTING_REPORTS_H_
