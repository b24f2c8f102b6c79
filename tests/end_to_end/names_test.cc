// What another service refers to is not deleted, what was deleted is referred to no more, and the
// identifier of a project is never used again.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/identifiers.h"
#include "base/language.h"
#include "base/resources.h"
#include "clients/methods.h"
#include "cofi/journal/internal/v1/names.pb.h"
#include "google/protobuf/empty.pb.h"
#include "services/rpc/referrers.h"
#include "tests/installations/everything.h"
#include "tests/installations/installation.h"
#include "tests/installations/process.h"
#include "tests/installations/project.h"
#include "tests/installations/refusals.h"

namespace cofi::end_to_end {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

// What is not deleted, as a sentence has it before its identifier.
constexpr Text kOrganization{"organization ", "l'organisme "};
constexpr Text kFunder{"funder ", "le financeur "};
constexpr Text kProject{"project ", "le projet "};
constexpr Text kPhase{"phase ", "la phase "};
constexpr Text kApplication{"application ", "la candidature "};

// What refers to it.
constexpr Text kOneFunder{"1 funder", "1 financeur"};
constexpr Text kOneCall{"1 call", "1 appel à projets"};
constexpr Text kOneLine{"1 line", "1 ligne"};
constexpr Text kOneGrant{"1 grant", "1 subvention"};
constexpr Text kOneProject{"1 project", "1 projet"};
constexpr Text kOneApplication{"1 application", "1 candidature"};
constexpr Text kOneBudget{"1 budget", "1 budget"};

std::vector<std::string> Referrers(const std::string& type) {
  return rpc::ReferrersOf(ResourceOf("cofi.dev/" + type));
}

TEST(Referrers, AreReadOffTheProtos) {
  EXPECT_THAT(Referrers("Project"), ElementsAre("applications", "attachments", "budgets"));
  // In a funder; and a paper lies below it.
  EXPECT_THAT(Referrers("Organization"), ElementsAre("applications", "attachments"));
  EXPECT_THAT(Referrers("Phase"), ElementsAre("budgets"));
  EXPECT_THAT(Referrers("Funder"), ElementsAre("budgets"));
  // In a grant; and in a list in a message in a project.
  EXPECT_THAT(Referrers("Application"), ElementsAre("attachments", "budgets", "projects"));
  for (const char* supported : {"Stage", "Agreement", "Obligation", "Expense", "Receipt"}) {
    EXPECT_THAT(Referrers(supported), ElementsAre("attachments")) << supported;
  }
  EXPECT_THAT(Referrers("Grant"), IsEmpty());
  EXPECT_THAT(Referrers("Partner"), IsEmpty());
}

class Names : public EndToEnd {
 protected:
  // Identifiers of this test's own, since the servers are shared.
  Names() : id_(absl::StrCat("n", NewUuid().substr(0, 8))) {
    // A project that prepares, with one of everything that others refer to.
    Must(cofi(), "CreateOrganization",
         absl::StrCat("organization_id: '", id_, "' organization { display_name: 'O' kind: 1 }"));
    Must(cofi(), "CreateFunder",
         absl::StrCat("funder_id: '", id_, "' funder { display_name: 'F' }"));
    Must(cofi(), "CreateProject",
         absl::StrCat("project_id: '", id_, "' project { display_name: 'P' }"));
    Must(cofi(), "CreatePhase",
         absl::StrCat("parent: '", project(), "' phase_id: 'a' phase { display_name: 'A' }"));
  }

  std::string project() const { return "projects/" + id_; }
  std::string In(const std::string& what) const { return project() + "/" + what; }
  std::string organization() const { return "organizations/" + id_; }
  std::string funder() const { return "funders/" + id_; }

  void MakeApplication() {
    Must(cofi(), "CreateApplication",
         absl::StrCat("parent: '", project(),
                      "' application_id: 'a' application { display_name:"
                      " 'A' funder: '",
                      funder(), "' }"));
  }
  void MakeBudget() {
    Must(cofi(), "CreateBudget",
         absl::StrCat("parent: '", project(), "' budget_id: 'b' budget { }"));
  }
  std::string Line(const std::string& more) const {
    return absl::StrCat("parent: '", project(), "/budgets/b' line_id: '62' line { side: ",
                        more.find("funder") == std::string::npos ? "SIDE_EXPENSE" : "SIDE_INCOME",
                        " account: '", more.find("funder") == std::string::npos ? "62" : "74",
                        "' display_name: 'L' planned_amount { currency_code: 'EUR' units: 1 } ",
                        more, " }");
  }
  std::string Grant(const std::string& more) const {
    return absl::StrCat("parent: '", project(), "' grant_id: 'g' request_id: '", NewRequestId(),
                        "' grant { display_name: 'G' awarded_amount { currency_code: 'EUR' units:"
                        " 1 } award_date { year: 2018 month: 1 day: 1 } ",
                        more, " }");
  }

  // Is not deleted, by force neither, and no byte changes.
  void ExpectInUse(const Text& kind, const std::string& name, const Text& by) {
    const std::string id = name.substr(name.rfind('/') + 1);
    for (const bool force : {false, true}) {
      ExpectRefused(
          cofi(), *DeletionOf(name, force),
          {.code = "FAILED_PRECONDITION",
           .reason = "RESOURCE_IN_USE",
           .field = "",
           .english = absl::StrCat(kind.en, id, " is used by ", by.en, "; delete that first"),
           .french =
               absl::StrCat(kind.fr, id, " sert encore à ", by.fr, " ; à supprimer d'abord")});
    }
  }

  void ExpectDeleted(const std::string& name, bool force = false) {
    EXPECT_EQ(Said(Delete(cofi(), name, force)), "OK") << name;
  }

  std::string Try(const std::string& verb, const std::string& request) {
    return Said(Do(cofi(), verb, request));
  }

  const std::string id_;
};
COFI_IN_ALL_SHAPES(Names);

TEST_P(Names, AnOrganizationThatAFunderIs) {
  Must(cofi(), "UpdateFunder",
       absl::StrCat("funder { name: '", funder(), "' organization: '", organization(), "' }"));
  ExpectInUse(kOrganization, organization(), kOneFunder);
  ExpectDeleted(funder());
  ExpectDeleted(organization());
}

TEST_P(Names, AnOrganizationThatACallNames) {
  const std::string call = funder() + "/calls/c";
  for (const char* field : {"reviewing_service", "paying_agency"}) {
    Must(cofi(), "CreateCall",
         absl::StrCat("parent: '", funder(), "' call_id: 'c' call { display_name: 'C' ", field,
                      ": '", organization(), "' }"));
    ExpectInUse(kOrganization, organization(), kOneCall);
    ExpectDeleted(call);
  }
  ExpectDeleted(organization());
}

TEST_P(Names, APhaseThatALineNames) {
  MakeBudget();
  Must(cofi(), "CreateLine", Line(absl::StrCat("phase: '", In("phases/a"), "'")));
  ExpectInUse(kPhase, In("phases/a"), kOneLine);
  ExpectDeleted(In("budgets/b/lines/62"));
  ExpectDeleted(In("phases/a"));
}

TEST_P(Names, AFunderThatALineNames) {
  MakeBudget();
  Must(cofi(), "CreateLine", Line(absl::StrCat("funder: '", funder(), "'")));
  ExpectInUse(kFunder, funder(), kOneLine);
  ExpectDeleted(In("budgets/b"), /*force=*/true);
  ExpectDeleted(funder());
}

TEST_P(Names, AFunderThatAGrantNames) {
  Must(cofi(), "CreateGrant", Grant(absl::StrCat("funder: '", funder(), "'")));
  ExpectInUse(kFunder, funder(), kOneGrant);
  ExpectDeleted(In("grants/g"));
  ExpectDeleted(funder());
}

// Only an award says which application a grant is of.
TEST_P(Names, AGrantRecordedByHandHoldsNoApplication) {
  MakeApplication();
  Must(cofi(), "CreateGrant",
       Grant(absl::StrCat("funder: '", funder(), "' application: '", In("applications/a"), "'")));
  ExpectDeleted(In("applications/a"));
  ExpectDeleted(In("grants/g"));
}

// In a list, within a message.
TEST_P(Names, AnApplicationThatAStartConditionNames) {
  const std::string named =
      absl::StrCat("project { name: '", project(), "' start_condition { awarded_applications: '",
                   In("applications/a"), "' } }");
  EXPECT_THAT(Try("UpdateProject", named),
              StartsWith(absl::StrCat("FAILED_PRECONDITION REFERENCE_NOT_FOUND"
                                      " project.start_condition.awarded_applications[0]: ")));
  MakeApplication();
  Must(cofi(), "UpdateProject", named);
  ExpectInUse(kApplication, In("applications/a"), kOneProject);
  Must(
      cofi(), "UpdateProject",
      absl::StrCat("project { name: '", project(), "' } update_mask { paths: 'start_condition' }"));
  ExpectDeleted(In("applications/a"));
}

TEST_P(Names, AProjectThatHasApplications) {
  MakeApplication();
  ExpectDeleted(In("phases/a"));
  ExpectInUse(kProject, project(), kOneApplication);
  ExpectDeleted(In("applications/a"), /*force=*/true);
  ExpectDeleted(project());
}

TEST_P(Names, AProjectThatHasABudgetOrAGrant) {
  MakeBudget();
  ExpectDeleted(In("phases/a"));
  ExpectInUse(kProject, project(), kOneBudget);
  ExpectDeleted(In("budgets/b"));
  Must(cofi(), "CreateGrant", Grant(absl::StrCat("funder: '", funder(), "'")));
  ExpectInUse(kProject, project(), kOneGrant);
  ExpectDeleted(In("grants/g"));
  ExpectDeleted(project());
}

// The award of an application that was awarded.
TEST_P(Names, AGrantWhoseAwardStands) {
  const Project other(cofi(), id_ + "-w");
  other.Apply("a", "5000");
  cofi().Ask<applications::v1::Application>(other.Award("a", "5000", "2018-02-01"));
  ASSERT_TRUE(cofi().books().AwaitRelays());
  const std::string grant = other.Name("grants", "a");
  const std::string application = other.Name("applications", "a");
  ExpectRefused(cofi(), *DeletionOf(grant),
                {.code = "FAILED_PRECONDITION",
                 .reason = "GRANT_AWARDED",
                 .field = "",
                 .english = "grant a is the grant of application a, whose award stands: withdraw"
                            " that one",
                 .french = "la subvention a est celle de la candidature a, dont l'accord tient"
                           " toujours : retirez cette candidature"});
  Must(cofi(), "WithdrawApplication",
       absl::StrCat("name: '", application, "' effective_date { year: 2018 month: 3 day: 1 }"));
  ASSERT_TRUE(cofi().books().AwaitRelays());
  ExpectDeleted(grant);
}

// Services remember for half a minute what is there.
TEST_P(Names, AreNotReferredToOnceTheyAreGone) {
  MakeBudget();
  // So that the names are remembered.
  const std::string funded = absl::StrCat("funder: '", funder(), "'");
  Must(cofi(), "CreateLine", Line(funded));
  ExpectDeleted(In("budgets/b/lines/62"));
  const std::string phased = absl::StrCat("phase: '", In("phases/a"), "'");
  Must(cofi(), "CreateLine", Line(phased));
  ExpectDeleted(In("budgets/b/lines/62"));
  ExpectDeleted(funder());
  ExpectDeleted(In("phases/a"));
  EXPECT_THAT(Try("CreateLine", Line(funded)),
              StartsWith("FAILED_PRECONDITION REFERENCE_NOT_FOUND line.funder: "));
  EXPECT_THAT(Try("CreateLine", Line(phased)),
              StartsWith("FAILED_PRECONDITION REFERENCE_NOT_FOUND line.phase: "));
  EXPECT_THAT(Try("CreateGrant", Grant(funded)),
              StartsWith("FAILED_PRECONDITION REFERENCE_NOT_FOUND grant.funder: "));
  ExpectDeleted(In("budgets/b"));
  ExpectDeleted(project());
  EXPECT_THAT(Try("CreateBudget", absl::StrCat("parent: '", project(), "' budget { }")),
              StartsWith("NOT_FOUND RESOURCE_NOT_FOUND"));
  // But what is made again under its name, outside of projects, may be.
  Must(cofi(), "CreateFunder", absl::StrCat("funder_id: '", id_, "' funder { display_name: 'F' }"));
  const Project other(cofi(), id_ + "-w");
  auto grant = other.Grant("g", {.amount = "1"});
  grant.mutable_grant()->set_funder(funder());
  cofi().Ask<budgets::v1::Grant>(grant);
  ExpectInUse(kFunder, funder(), kOneGrant);
}

TEST_P(Names, OfProjectsAreNeverUsedAgain) {
  projects::v1::CreateProjectRequest create;
  create.set_project_id(id_ + "-gone");
  create.mutable_project()->set_display_name("Gone");
  create.set_request_id(NewRequestId());
  const auto made = cofi().Ask<projects::v1::Project>(create);
  auto twin = create;
  twin.set_request_id(NewRequestId());
  projects::v1::Project none;
  EXPECT_THAT(Said(cofi().Call(twin, &none)), StartsWith("ALREADY_EXISTS RESOURCE_EXISTS"));
  ExpectDeleted(made.name());
  const Refusal refusal = {.code = "ALREADY_EXISTS",
                           .reason = "NAME_RETIRED",
                           .field = "",
                           .english = "project " + create.project_id() +
                                      " was deleted, and its identifier is never used again; choose"
                                      " another",
                           .french = "le projet " + create.project_id() +
                                     " a été supprimé, et son identifiant ne sert plus jamais ;"
                                     " choisissez-en un autre"};
  ExpectRefused(cofi(), twin, refusal);
  twin.set_validate_only(true);
  ExpectRefused(cofi(), twin, refusal);
  // The request that made it has its answer all the same.
  bool replayed = false;
  projects::v1::Project again;
  EXPECT_TRUE(cofi().Call(create, &again, Language::kEnglish, &replayed).ok());
  EXPECT_TRUE(replayed);
  EXPECT_EQ(again.uid(), made.uid());
}

TEST_P(Names, AreDeletedOnce) {
  Must(cofi(), "UpdateFunder", absl::StrCat("funder { name: '", funder(), "' note: 'n' }"));
  applications::v1::DeleteFunderRequest request;
  request.set_name(funder());
  request.set_validate_only(true);
  google::protobuf::Empty nothing;
  const auto before = cofi().books().Contents();
  EXPECT_TRUE(cofi().Call(request, &nothing).ok());
  EXPECT_EQ(cofi().books().Contents(), before);
  request.clear_validate_only();
  request.set_request_id(NewRequestId());
  EXPECT_TRUE(cofi().Call(request, &nothing).ok());
  // Made again and referred to: the first request is done, whatever is there now.
  Must(cofi(), "CreateFunder", absl::StrCat("funder_id: '", id_, "' funder { display_name: 'F' }"));
  Must(cofi(), "CreateGrant", Grant(absl::StrCat("funder: '", funder(), "'")));
  bool replayed = false;
  EXPECT_TRUE(cofi().Call(request, &nothing, Language::kEnglish, &replayed).ok());
  EXPECT_TRUE(replayed);
  ExpectInUse(kFunder, funder(), kOneGrant);
}

// Who wanted to delete it fell over in between.
TEST_P(Names, ThatAreThereAreTakenBackByWhoeverRefersToThem) {
  journal::internal::v1::RetireNameRequest retire;
  retire.set_journal("journals/budgets");
  retire.set_name(funder());
  retire.set_deletion(NewUuid());
  cofi().Ask<google::protobuf::Empty>(retire);
  const std::string noted =
      absl::StrCat("SELECT COUNT(*) FROM retired WHERE name = '", funder(), "'");
  EXPECT_EQ(cofi().books().Value("budgets", noted), "1");
  Must(cofi(), "CreateGrant", Grant(absl::StrCat("funder: '", funder(), "'")));
  EXPECT_EQ(cofi().books().Value("budgets", noted), "0");
  ExpectInUse(kFunder, funder(), kOneGrant);
}

TEST_P(Names, AreRetiredByOthersOnly) {
  journal::internal::v1::RetireNameRequest retire;
  retire.set_journal("journals/applications");
  retire.set_name(funder());
  retire.set_deletion(NewUuid());
  google::protobuf::Empty nothing;
  EXPECT_THAT(Said(cofi().Call(retire, &nothing)),
              StartsWith("INVALID_ARGUMENT NAME_MALFORMED name: "));
  retire.set_name("no/name");
  EXPECT_THAT(Said(cofi().Call(retire, &nothing)),
              StartsWith("INVALID_ARGUMENT NAME_MALFORMED name: "));
  journal::internal::v1::ReinstateNameRequest reinstate;
  reinstate.set_journal("journals/applications");
  reinstate.set_name("funders/none");
  EXPECT_THAT(Said(cofi().Call(reinstate, &nothing)), HasSubstr("RESOURCE_NOT_FOUND"));
}

// Only where the services can be apart.
class NamesApart : public ::testing::Test {
 protected:
  NamesApart() : cofi_(Shape::kFourServers) {}
  Installation cofi_;
};

TEST_F(NamesApart, AreNotDeletedWhileNobodyCanSayWhoRefersToThem) {
  Must(cofi_, "CreateFunder", "funder_id: 'f' funder { display_name: 'F' }");
  Must(cofi_, "CreateProject", "project_id: 'p' project { display_name: 'P' }");
  Must(cofi_, "CreateGrant",
       absl::StrCat("parent: 'projects/p' grant_id: 'g' request_id: '", NewRequestId(),
                    "' grant { display_name: 'G' funder: 'funders/f' awarded_amount {"
                    " currency_code: 'EUR' units: 1 } award_date { year: 2018 month: 1 day: 1"
                    " } }"));
  cofi_.Stop("budgets");
  EXPECT_THAT(Said(Delete(cofi_, "funders/f")), StartsWith("UNAVAILABLE PEER_UNAVAILABLE"));
  EXPECT_THAT(Said(Delete(cofi_, "projects/p")), StartsWith("UNAVAILABLE PEER_UNAVAILABLE"));
  // Nobody else is kept waiting.
  Must(cofi_, "CreateFunder", "funder_id: 'g' funder { display_name: 'G' }");
  cofi_.Start("budgets");
  // A channel waits up to a second before it tries again.
  EXPECT_TRUE(Eventually(
      [&] { return absl::StrContains(Said(Delete(cofi_, "projects/p")), "RESOURCE_IN_USE"); }));
  EXPECT_TRUE(Eventually([&] { return Unsound(cofi_).empty(); }));
}

}  // namespace
}  // namespace cofi::end_to_end
