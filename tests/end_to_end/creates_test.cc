// Where what is made belongs, its parent says: a name in its body is ignored, wherever it points.
#include <gtest/gtest.h>

#include <array>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/identifiers.h"
#include "clients/method_facts.h"
#include "clients/methods.h"
#include "tests/installations/contents.h"
#include "tests/installations/everything.h"
#include "tests/installations/project.h"
#include "tests/installations/refusals.h"

namespace cofi::end_to_end {
namespace {

constexpr char kDay[] = "{ year: 2018 month: 2 day: 1 }";
constexpr char kEuro[] = "{ currency_code: 'EUR' units: 1 }";

class Creates : public EndToEnd {
 protected:
  Creates() : id_(absl::StrCat("c", NewUuid().substr(0, 8))), project_(cofi(), id_) {
    Must(cofi(), "CreateOrganization",
         absl::StrCat("organization_id: '", id_, "' organization { display_name: 'O' kind: 1 }"));
    project_.PlanInKind();
    project_.Win("won", {.amount = "100"});
    project_.Apply("asked", "100");
    sha256_ = MustUpload(cofi(), id_).sha256();
  }

  // For each kind of resource, the parent and what it needs; in this order.
  std::vector<std::array<std::string, 3>> Bodies() const {
    const std::string project = project_.name();
    const std::string line = absl::StrCat("line: '", project, "/lines/62'");
    const std::string called = "display_name: 'X' ";
    return {
        {"Organization", "", called + "kind: 1"},
        {"Project", "", called},
        {"Phase", project, called},
        {"Partner", project, absl::StrCat("organization: 'organizations/", id_, "' role: 1")},
        {"ProjectUpdate", project, absl::StrCat(called, "entry_date ", kDay)},
        {"Funder", "", called},
        {"Call", "funders/ville", called},
        {"Application", project, absl::StrCat(called, "funder: 'funders/ville'")},
        {"Stage", project + "/applications/asked", called + "kind: 1"},
        {"Obligation", project + "/applications/asked",
         absl::StrCat(called, "kind: 1 due_date ", kDay)},
        {"Budget", project, ""},
        {"Line", absl::StrCat(project, "/budgets/", "x-", id_),
         absl::StrCat(called, "side: 1 account: '62' planned_amount ", kEuro)},
        {"Grant", project,
         absl::StrCat(called, "funder: 'funders/ville' awarded_amount ", kEuro, " award_date ",
                      kDay)},
        {"Receipt", project,
         absl::StrCat("grant: '", project, "/grants/won' kind: 1 receipt_date ", kDay, " amount ",
                      kEuro)},
        {"Claim", project + "/grants/won",
         absl::StrCat(called, "kind: 1 requested_amount ", kEuro)},
        {"Commitment", project, absl::StrCat(line, " commitment_date ", kDay, " amount ", kEuro)},
        {"Expense", project,
         absl::StrCat(line, " supplier: 'S' invoice_reference: 'R' invoice_date ", kDay, " amount ",
                      kEuro)},
        {"Contribution", project,
         absl::StrCat("line: '", project, "/lines/864' giver: 'G' contribution_date ", kDay,
                      " amount ", kEuro)},
        {"Attachment", project,
         absl::StrCat("display_name: 'X.pdf' sha256: '", sha256_, "' application: '", project,
                      "/applications/asked'")},
        {"Paper", "organizations/" + id_,
         absl::StrCat("display_name: 'X.pdf' kind: 1 sha256: '", sha256_, "'")},
    };
  }

  const std::string id_;
  const Project project_;
  std::string sha256_;
};
COFI_IN_ONE_SHAPE(Creates);

TEST_P(Creates, TakeTheirPlaceFromTheParentAlone) {
  int made = 0;
  for (const auto& [type, parent, body] : Bodies()) {
    // `ProjectUpdate` is the field `project_update`.
    std::string field;
    for (const char c : type) {
      if (absl::ascii_isupper(c) && !field.empty()) field += '_';
      field += absl::ascii_tolower(c);
    }
    for (const char* elsewhere : {"projects/elsewhere", "projects/elsewhere/expenses/x",
                                  "funders/elsewhere/calls/x", "no name"}) {
      SCOPED_TRACE(absl::StrCat(type, " in the name of ", elsewhere));
      const std::string request =
          absl::StrCat(parent.empty() ? "" : absl::StrCat("parent: '", parent, "' "), field,
                       "_id: 'x-", id_, "' request_id: '", NewRequestId(), "' ", field, " { ", body,
                       " name: '", elsewhere, "' }");
      const std::string said = Said(Do(cofi(), absl::StrCat("Create", type), request));
      // The first makes it; the others would make it again.
      EXPECT_TRUE(said == "OK" || absl::StrContains(said, "ALREADY_EXISTS ")) << said;
    }
    ++made;
  }
  // All that can be made was.
  for (const auto* service : clients::AllServices()) {
    for (int i = 0; i < service->method_count(); ++i) {
      const auto kind = clients::MethodFacts::Of(service->method(i)).kind;
      if (kind == clients::MethodKind::kCreate) --made;
    }
  }
  EXPECT_EQ(made, 0);
}

}  // namespace
}  // namespace cofi::end_to_end
