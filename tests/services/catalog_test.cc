// The table of services stands, and refuses what cannot run.
#include "services/cofid/catalog.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "clients/methods.h"
#include "google/protobuf/descriptor.pb.h"
#include "google/protobuf/empty.pb.h"
#include "google/protobuf/text_format.h"
#include "services/rpc/referrers.h"

namespace cofi::cofid {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::vector<Entry> Made(const std::vector<std::pair<std::string, std::vector<std::string>>>& rows) {
  std::vector<Entry> entries;
  entries.reserve(rows.size());
  for (const auto& [name, peers] : rows) {
    entries.push_back({.name = name,
                       .peers = peers,
                       .migrations = nullptr,
                       .make = nullptr,
                       .followers = nullptr});
  }
  return entries;
}

std::vector<std::string> NamesOf(const absl::StatusOr<std::vector<Entry>>& entries) {
  std::vector<std::string> names;
  if (!entries.ok()) return {std::string(entries.status().message())};
  for (const Entry& entry : *entries) names.push_back(entry.name);
  return names;
}

std::string ComplaintAbout(const std::vector<Entry>& catalog) {
  const absl::Status status = CheckCatalog(catalog);
  EXPECT_EQ(status.code(),
            status.ok() ? absl::StatusCode::kOk : absl::StatusCode::kInvalidArgument);
  return std::string(status.message());
}

TEST(Catalog, Stands) {
  EXPECT_EQ(ComplaintAbout(Catalog()), "");
  EXPECT_THAT(NamesOf(Catalog()), ElementsAre("projects", "applications", "budgets", "reporting"));
}

// So that what it refers to is known to be there; those that refer to it are its peers anyway.
TEST(Catalog, HasAsPeersThoseThatAServiceRefersTo) {
  int pairs = 0;
  for (const auto* type : clients::AllResources()) {
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

TEST(CheckCatalog, TakesAServiceThatFollowsItself) {
  EXPECT_EQ(ComplaintAbout(Made({{"a", {}}, {"b", {"a", "b"}}})), "");
}

TEST(CheckCatalog, RefusesACircle) {
  EXPECT_THAT(ComplaintAbout(Made({{"a", {"b"}}, {"b", {"a"}}})), HasSubstr("a asks b"));
  EXPECT_THAT(ComplaintAbout(Made({{"a", {"c"}}, {"b", {"a"}}, {"c", {"b"}}})),
              HasSubstr("a asks c"));
}

TEST(CheckCatalog, RefusesAnUnknownPeer) {
  EXPECT_THAT(ComplaintAbout(Made({{"a", {}}, {"b", {"x"}}})), HasSubstr("b asks x"));
}

TEST(CheckCatalog, RefusesAServiceThatStandsTwice) {
  EXPECT_THAT(ComplaintAbout(Made({{"a", {}}, {"a", {}}})), HasSubstr("a stands twice"));
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
  EXPECT_THAT(status.message(), HasSubstr("cofi.open.v1.OpenService.OpenAll"));
}

TEST(Select, TakesAllOrSomeInTheOrderOfTheCatalog) {
  const std::vector<Entry> catalog = Made({{"a", {}}, {"b", {}}, {"c", {}}});
  EXPECT_THAT(NamesOf(Select(catalog, "all")), ElementsAre("a", "b", "c"));
  EXPECT_THAT(NamesOf(Select(catalog, "c,a")), ElementsAre("a", "c"));
}

TEST(Select, RefusesAnUnknownNameAndSaysWhichThereAre) {
  const std::vector<Entry> catalog = Made({{"a", {}}, {"b", {}}});
  for (const char* names : {"x", "a,x", "", "a,", "all,a", " a"}) {
    EXPECT_THAT(
        NamesOf(Select(catalog, names)),
        ElementsAre("--services is \"" + std::string(names) + "\"; accepted: all, or some of a,b"));
  }
}

TEST(Select, RefusesANameTwice) {
  EXPECT_THAT(NamesOf(Select(Made({{"a", {}}}), "a,a")), ElementsAre("a is named twice"));
}

}  // namespace
}  // namespace cofi::cofid
