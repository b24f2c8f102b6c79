// Who may call what, and for whom.
#include "services/rpc/access/front.h"

#include <gtest/gtest.h>

#include "base/refusal.h"
#include "clients/methods.h"
#include "cofi/budgets/v1/expenses.pb.h"
#include "cofi/journal/internal/v1/names.pb.h"
#include "tests/reasons.h"

namespace cofi::rpc {
namespace {

template <typename Request>
const clients::MethodFacts& Taking() {
  return clients::MethodFacts::Of(clients::MethodOf(Request::descriptor()));
}

TEST(Authorize, AsksWhoOneIsAndForWhomOneSpeaks) {
  const auto& open = Taking<budgets::v1::CreateExpenseRequest>();
  const auto& for_peers = Taking<journal::internal::v1::RetireNameRequest>();
  struct Row {
    const char* principal;
    const char* on_behalf;
    bool open, for_peers;
  };
  const Row rows[] = {{"system", "", true, false},
                      {"jeanne", "", true, false},
                      {"jeanne", "paul", false, false},
                      {"cofid", "", true, true},
                      {"cofid", "jeanne", true, true}};
  for (const Row& row : rows) {
    const Caller caller = {.principal = row.principal, .on_behalf = row.on_behalf};
    SCOPED_TRACE(std::string(row.principal) + " for " + row.on_behalf);
    EXPECT_EQ(Authorize(caller, open).ok(), row.open);
    EXPECT_EQ(Authorize(caller, for_peers).ok(), row.for_peers);
  }
}

TEST(Authorize, ARefusalSaysWhoMayNotWhat) {
  const Caller jeanne = {.principal = "jeanne", .on_behalf = "paul"};
  const absl::Status method = Authorize(jeanne, Taking<journal::internal::v1::RetireNameRequest>());
  EXPECT_THAT(method, IsReasonWith(type::v1::REASON_PERMISSION_DENIED, "permission", "PEER"));
  EXPECT_EQ(Describe(method, Language::kEnglish),
            "jeanne may not call RetireName: that takes the permission PEER");
  EXPECT_EQ(Describe(method, Language::kFrench),
            "jeanne ne peut pas appeler RetireName : il y faut la permission PEER");
  EXPECT_THAT(Authorize(jeanne, Taking<budgets::v1::CreateExpenseRequest>()),
              IsReasonWith(type::v1::REASON_PERMISSION_DENIED, "field", "cofi-on-behalf"));
}

TEST(Caller, IsNamedInTheJournalByWhomHeSpeaksFor) {
  Caller caller = {.principal = "cofid"};
  EXPECT_EQ(CauseOf(caller).principal, "cofid");
  caller.on_behalf = "jeanne";
  EXPECT_EQ(CauseOf(caller).principal, "jeanne");
  // On the way to the next service too.
  EXPECT_EQ(OptionsFor(caller).principal, "cofid");
  EXPECT_EQ(OptionsFor(caller).on_behalf, "jeanne");
}

}  // namespace
}  // namespace cofi::rpc
