// Who waits for whose decision: what an application may await, what the pipeline says of it, and
// the board.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "cofi/applications/v1/application_verbs.pb.h"
#include "cofi/applications/v1/applications.pb.h"
#include "cofi/reporting/v1/pipeline.pb.h"
#include "tests/installations/installation.h"
#include "tests/installations/programs.h"
#include "tests/installations/project.h"
#include "tests/installations/refusals.h"
#include "tests/services/facts.h"

namespace cofi::end_to_end {
namespace {

namespace apps = applications::v1;
using apps::Application;
using reporting::v1::GetPipelineRequest;
using reporting::v1::Pipeline;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class Awaiting : public EndToEnd {
 protected:
  // A project of the test's own, with three applications: `leader`, `dept` and `city`.
  Project MakeProject(const std::string& id) {
    Project project(cofi(), id);
    for (const char* application : {"leader", "dept", "city"}) project.Apply(application, "1000");
    return project;
  }

  static apps::UpdateApplicationRequest Await(const Project& project, const std::string& id,
                                              const std::vector<std::string>& awaited) {
    apps::UpdateApplicationRequest request;
    request.mutable_application()->set_name(project.Name("applications", id));
    for (const std::string& each : awaited) {
      request.mutable_application()->add_awaits(project.Name("applications", each));
    }
    request.mutable_update_mask()->add_paths("awaits");
    return request;
  }

  void ExpectDecision(const Project& project, const std::string& id, const std::string& date) {
    apps::UpdateApplicationRequest request;
    request.mutable_application()->set_name(project.Name("applications", id));
    *request.mutable_application()->mutable_expected_decision_date() = On(date);
    cofi().Ask<Application>(request);
  }

  Pipeline PipelineOf(const Project& project, bool graph = false) {
    GetPipelineRequest request;
    request.set_parent(project.name());
    *request.mutable_as_of_date() = On("2018-03-23");
    request.set_graph(graph);
    return cofi().Ask<Pipeline>(request);
  }

  Outcome Run(const Words& words, const std::string& lang = "en") {
    return RunCofi(cofi().address(), words, lang);
  }
};
COFI_IN_BOTH_SHAPES(Awaiting);

TEST_P(Awaiting, IsKeptAndChangedByUpdates) {
  const Project project = MakeProject("awaiting");
  const auto leader = cofi().Ask<Application>(Await(project, "leader", {"dept", "city"}));
  EXPECT_THAT(leader.awaits(), ElementsAre(project.Name("applications", "dept"),
                                           project.Name("applications", "city")));
  EXPECT_THAT(cofi().Ask<Application>(Await(project, "leader", {"city"})).awaits(),
              ElementsAre(project.Name("applications", "city")));
  EXPECT_THAT(cofi().Ask<Application>(Await(project, "leader", {})).awaits(), IsEmpty());
}

TEST_P(Awaiting, IsNeverInACircle) {
  const Project project = MakeProject("circle");
  cofi().Ask<Application>(Await(project, "dept", {"city"}));
  cofi().Ask<Application>(Await(project, "leader", {"dept"}));
  ExpectRefused(
      cofi(), Await(project, "leader", {"leader"}),
      {.code = "INVALID_ARGUMENT",
       .reason = "VALUE_MALFORMED",
       .field = "application.awaits[0]",
       .english = "application.awaits[0] is \"" + project.Name("applications", "leader") +
                  "\"; accepted: an application that does not wait for this one"
                  " (leader → leader)",
       .french = "application.awaits[0] vaut « " + project.Name("applications", "leader") +
                 " » ; accepté : une candidature qui n'attend pas celle-ci"
                 " (leader → leader)"});
  Application answer;
  EXPECT_THAT(Said(cofi().Call(Await(project, "city", {"leader"}), &answer)),
              HasSubstr("(city → leader → dept → city)"));
  EXPECT_THAT(Said(cofi().Call(Await(project, "leader", {"dept", "dept"}), &answer)),
              AllOf(HasSubstr("application.awaits[1]"), HasSubstr("each application once")));
  // Once nobody waits that way any more.
  cofi().Ask<Application>(Await(project, "dept", {}));
  EXPECT_EQ(cofi().Ask<Application>(Await(project, "city", {"leader"})).awaits_size(), 1);
}

TEST_P(Awaiting, IsOfTheSameProject) {
  const Project here = MakeProject("await-here"), there = MakeProject("await-there");
  auto request = Await(here, "leader", {"dept"});
  request.mutable_application()->set_awaits(0, there.Name("applications", "dept"));
  Application answer;
  EXPECT_THAT(Said(cofi().Call(request, &answer)),
              AllOf(HasSubstr("REFERENCE_NOT_FOUND"), HasSubstr("application.awaits[0]")));
  request.mutable_application()->set_awaits(0, here.Name("applications", "nobody"));
  EXPECT_THAT(Said(cofi().Call(request, &answer)), HasSubstr("REFERENCE_NOT_FOUND"));
}

TEST_P(Awaiting, WhatIsAwaitedStays) {
  const Project project = MakeProject("awaited-stays");
  apps::CreateApplicationRequest create;
  create.set_parent(project.name());
  create.set_application_id("draft");
  create.mutable_application()->set_display_name("Aide");
  create.mutable_application()->set_funder("funders/ville");
  cofi().Ask<Application>(create);
  cofi().Ask<Application>(Await(project, "leader", {"draft"}));
  apps::DeleteApplicationRequest remove;
  remove.set_name(project.Name("applications", "draft"));
  google::protobuf::Empty nothing;
  EXPECT_THAT(Said(cofi().Call(remove, &nothing)), HasSubstr("RESOURCE_IN_USE"));
  cofi().Ask<Application>(Await(project, "leader", {}));
  cofi().Ask<google::protobuf::Empty>(remove);
}

TEST_P(Awaiting, ThePipelineSaysWhoWaitsForWhom) {
  const Project project = MakeProject("who-waits");
  cofi().Ask<Application>(Await(project, "leader", {"dept", "city"}));
  ExpectDecision(project, "leader", "2018-05-15");
  ExpectDecision(project, "dept", "2018-06-15");
  const Pipeline plain = PipelineOf(project), graph = PipelineOf(project, true);
  EXPECT_EQ(plain.decisions_size(), 0);
  EXPECT_EQ(graph.decisions_size(), 3);
  EXPECT_EQ(graph.decisions(0).held_up_by(), project.Name("applications", "dept"));
  EXPECT_THAT(plain.critical_path(), ElementsAre(project.Name("applications", "dept"),
                                                 project.Name("applications", "leader")));
  const Words words = {"pipeline", "who-waits", "--as-of", "2018-03-23"};
  EXPECT_THAT(Run(words).out, Not(HasSubstr("Critical path")));
  const Words with_graph = With(words, {"--graph"});
  EXPECT_THAT(Run(with_graph).out, AllOf(HasSubstr("leader ← city, dept (2 decisions awaited)"),
                                         HasSubstr("Critical path: dept → leader"),
                                         HasSubstr("leader expects its decision on 2018-05-15")));
  EXPECT_THAT(Run(with_graph, "fr").out,
              AllOf(HasSubstr("leader ← city, dept (2 décisions attendues)"),
                    HasSubstr("Chemin critique : dept → leader")));
}

TEST_P(Awaiting, TheGraphIsOfOneProject) {
  const Outcome all = Run({"pipeline", "--graph"});
  EXPECT_EQ(all.code, 1);
  EXPECT_THAT(all.err, AllOf(HasSubstr("--graph"), HasSubstr("only of one project")));
  EXPECT_THAT(Run({"pipeline", "--graph"}, "fr").err, HasSubstr("pour un seul projet"));
}

TEST_P(Awaiting, TheBoardIsThreeCommandsAndOneMessage) {
  const Project project = MakeProject("board-of");
  const std::string board = Run({"board", "board-of", "--as-of", "2018-03-23"}).out;
  EXPECT_THAT(board, AllOf(HasSubstr("Submitted (3)"), HasSubstr("leader"), HasSubstr("1,000.00")));
  EXPECT_EQ(Run({"application", "board", "board-of", "--as-of", "2018-03-23"}).out, board);
  EXPECT_EQ(Run({"report", "board", "board-of", "--as-of", "2018-03-23"}).out, board);
  EXPECT_THAT(Run({"application", "tableau", "board-of"}, "fr").out, HasSubstr("Déposée (3)"));
  EXPECT_THAT(Run({"application", "board", "board-of", "-o", "json"}).out,
              HasSubstr("\"next_step\": \"decision\""));
  EXPECT_EQ(Run({"application", "bord", "board-of"}).code, 2);
}

}  // namespace
}  // namespace cofi::end_to_end
