// The table of services stands, and refuses what cannot run.
#include "services/cofid/catalog.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "base/resources.h"
#include "clients/methods.h"
#include "clients/services.h"
#include "google/protobuf/descriptor.pb.h"
#include "google/protobuf/empty.pb.h"
#include "google/protobuf/text_format.h"
#include "services/rpc/referrers.h"

namespace cofi::cofid {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::StartsWith;

std::vector<db::Store::Migration> NoMigrations() { return {}; }

std::vector<Entry> Made(const std::vector<std::string>& names) {
  std::vector<Entry> entries;
  entries.reserve(names.size());
  for (const std::string& name : names) {
    entries.push_back({.name = name, .migrations = &NoMigrations});
  }
  return entries;
}

template <typename T>
std::vector<std::string> NamesOf(const absl::StatusOr<std::vector<T>>& named) {
  std::vector<std::string> names;
  if (!named.ok()) return {std::string(named.status().message())};
  for (const T& each : *named) names.push_back(each.name);
  return names;
}

// Those whose journal the protos speak of, with whom they ask.
std::vector<std::string> InOrder(
    const std::vector<std::pair<std::string, std::vector<std::string>>>& rows) {
  std::vector<clients::Service> services;
  services.reserve(rows.size());
  for (const auto& [name, peers] : rows) services.push_back({name, true, peers});
  return NamesOf(clients::InOrder(std::move(services)));
}

TEST(Services, StandBehindThoseThatTheyAsk) {
  EXPECT_THAT(NamesOf<clients::Service>(clients::Services()),
              ElementsAre("projects", "applications", "budgets", "attachments", "reporting"));
  EXPECT_THAT(clients::Recorded(),
              ElementsAre("projects", "applications", "budgets", "attachments"));
  EXPECT_THAT(InOrder({{"c", {"a", "b"}}, {"b", {"a"}}, {"a", {}}}), ElementsAre("a", "b", "c"));
  EXPECT_THAT(InOrder({{"a", {}}, {"b", {"a", "b"}}}), ElementsAre("a", "b")) << "follows itself";
}

TEST(Services, FollowSomeOfThemAndOnlyAskOthers) {
  const clients::Service service = {"a", true, {"a", "b", "c"}, {"c"}};
  EXPECT_TRUE(service.Follows("a") && service.Follows("b"));
  EXPECT_FALSE(service.Follows("c") || service.Follows("d"));
  for (const clients::Service& each : clients::Services()) {
    const bool asks_only = each.name == "attachments";
    for (const std::string& peer : each.peers) {
      EXPECT_NE(each.Follows(peer), asks_only) << each.name << " " << peer;
    }
  }
}

TEST(Services, RefuseACircle) {
  EXPECT_THAT(InOrder({{"a", {"b"}}, {"b", {"a"}}}), ElementsAre(StartsWith("b asks a")));
  EXPECT_THAT(InOrder({{"a", {"c"}}, {"b", {"a"}}, {"c", {"b"}}}),
              ElementsAre(StartsWith("c asks b")));
}

TEST(Services, RefuseAnUnknownPeerAndANameTwice) {
  EXPECT_THAT(InOrder({{"a", {}}, {"b", {"x"}}}), ElementsAre(StartsWith("b asks x")));
  EXPECT_THAT(InOrder({{"a", {}}, {"a", {}}}), ElementsAre("a stands there twice"));
}

TEST(Catalog, HasTheCodeOfEveryServiceInTheirOrder) {
  EXPECT_EQ(NamesOf<Entry>(Catalog()), NamesOf<clients::Service>(clients::Services()));
  const std::vector<clients::Service> services = {{"a", true, {}}, {"b", true, {"a"}}};
  const auto made = MakeCatalog(services, Made({"b", "a"}));
  EXPECT_THAT(NamesOf(made), ElementsAre("a", "b"));
  EXPECT_THAT((*made)[1].peers, ElementsAre("a"));
}

TEST(Catalog, IsHeldAgainstTheProtos) {
  const std::vector<clients::Service> services = {{"a", true, {}}, {"b", false, {"a"}}};
  const auto complaint = [&](std::vector<Entry> code) {
    return NamesOf(MakeCatalog(services, std::move(code)))[0];
  };
  EXPECT_THAT(complaint(Made({"a"})), StartsWith("b has protos and no code"));
  EXPECT_THAT(complaint(Made({"a", "b"})), StartsWith("b keeps a journal by its protos or"));
  std::vector<Entry> code = Made({"a", "b"});
  code[1].migrations = nullptr;
  EXPECT_EQ(complaint(code), "a");
  code.push_back(Made({"x"})[0]);
  EXPECT_THAT(complaint(code), StartsWith("x has code and no protos"));
  code.back().name = "a";
  EXPECT_THAT(complaint(code), StartsWith("a has code and no protos, or stands there twice"));
}

// So that what it refers to is known to be there; those that refer to it are its peers anyway.
TEST(Catalog, HasAsPeersThoseThatAServiceRefersTo) {
  int pairs = 0;
  for (const auto* type : AllResources()) {
    const std::string owner = clients::OwnerOf(type);
    for (const std::string& referrer : rpc::ReferrersOf(type)) {
      const auto entry = std::find_if(Catalog().begin(), Catalog().end(),
                                      [&](const Entry& each) { return each.name == referrer; });
      ASSERT_NE(entry, Catalog().end()) << referrer;
      std::vector<std::string> peers = entry->peers;
      for (const std::string& each : rpc::ReferrersOf(referrer)) peers.push_back(each);
      EXPECT_THAT(peers, Contains(owner)) << referrer << " refers to " << type->full_name();
      ++pairs;
    }
  }
  EXPECT_GE(pairs, 7);
}

TEST(CheckPermissions, AllMethodsSayTheirs) {
  EXPECT_EQ(CheckPermissions(clients::AllServices()), absl::OkStatus());
}

TEST(CheckPermissions, RefusesAMethodThatSaysNone) {
  google::protobuf::FileDescriptorProto file;
  ASSERT_TRUE(google::protobuf::TextFormat::ParseFromString(
      R"(name: "open.proto" package: "cofi.open.v1" dependency: "google/protobuf/empty.proto"
         service { name: "OpenService"
                   method { name: "OpenAll" input_type: ".google.protobuf.Empty"
                            output_type: ".google.protobuf.Empty" } })",
      &file));
  google::protobuf::DescriptorPool pool(google::protobuf::DescriptorPool::generated_pool());
  // So that the pool has it.
  google::protobuf::Empty::descriptor();
  const auto* built = pool.BuildFile(file);
  ASSERT_NE(built, nullptr);
  const absl::Status status = CheckPermissions({built->service(0)});
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(status.message(), ::testing::HasSubstr("cofi.open.v1.OpenService.OpenAll"));
}

TEST(Select, TakesAllOrSomeInTheOrderOfTheCatalog) {
  const std::vector<Entry> catalog = Made({"a", "b", "c"});
  EXPECT_THAT(NamesOf(Select(catalog, "all")), ElementsAre("a", "b", "c"));
  EXPECT_THAT(NamesOf(Select(catalog, "c,a")), ElementsAre("a", "c"));
}

TEST(Select, RefusesAnUnknownNameAndSaysWhichThereAre) {
  const std::vector<Entry> catalog = Made({"a", "b"});
  for (const char* names : {"x", "a,x", "", "a,", "all,a", " a"}) {
    EXPECT_THAT(
        NamesOf(Select(catalog, names)),
        ElementsAre("--services is \"" + std::string(names) + "\"; accepted: all, or some of a,b"));
  }
}

TEST(Select, RefusesANameTwice) {
  EXPECT_THAT(NamesOf(Select(Made({"a"}), "a,a")), ElementsAre("a is named twice"));
}

}  // namespace
}  // namespace cofi::cofid
