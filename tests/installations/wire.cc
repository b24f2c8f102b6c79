#include "tests/installations/wire.h"

#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstring>
#include <utility>

#include "base/check.h"

namespace cofi::end_to_end {
namespace {

// How often a thread looks whether it should stop.
constexpr int kPollMs = 20;

sockaddr_un AddressOf(const std::string& path) {
  sockaddr_un address = {};
  address.sun_family = AF_UNIX;
  COFI_CHECK(path.size() < sizeof(address.sun_path), path);
  std::memcpy(address.sun_path, path.data(), path.size());
  return address;
}

int Open() {
  const int file = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  COFI_CHECK(file >= 0, strerror(errno));
  return file;
}

bool WriteAll(int file, const char* bytes, ssize_t size) {
  while (size > 0) {
    const ssize_t written = send(file, bytes, size, MSG_NOSIGNAL);
    if (written <= 0) return false;
    bytes += written;
    size -= written;
  }
  return true;
}

}  // namespace

Wire::Wire(std::string path, std::string server_path, std::function<bool()> breaks,
           std::function<void()> then)
    : path_(std::move(path)),
      server_path_(std::move(server_path)),
      breaks_(std::move(breaks)),
      then_(std::move(then)) {
  listener_ = Open();
  const sockaddr_un address = AddressOf(path_);
  COFI_CHECK(bind(listener_, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0 &&
                 listen(listener_, 16) == 0,
             path_);
  acceptor_ = std::thread([this] { Accept(); });
}

Wire::~Wire() {
  stopping_ = true;
  acceptor_.join();
  for (std::thread& carrier : carriers_) carrier.join();
  close(listener_);
}

bool Wire::Breaks() {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (broke_ || !breaks_()) return false;
  broke_ = true;
  return true;
}

void Wire::Accept() {
  while (!stopping_) {
    pollfd waiting = {listener_, POLLIN, 0};
    if (poll(&waiting, 1, kPollMs) <= 0) continue;
    const int client = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (client >= 0) carriers_.emplace_back([this, client] { Carry(client); });
  }
}

void Wire::Carry(int client) {
  const int server = Open();
  const sockaddr_un address = AddressOf(server_path_);
  bool breaks = false;
  bool whole = connect(server, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0;
  while (whole && !stopping_) {
    pollfd ends[] = {{client, POLLIN, 0}, {server, POLLIN, 0}};
    if (poll(ends, 2, kPollMs) <= 0) continue;
    for (const bool from_server : {false, true}) {
      if (ends[from_server].revents == 0) continue;
      char bytes[16 << 10];
      const ssize_t size = read(from_server ? server : client, bytes, sizeof(bytes));
      breaks = from_server && size > 0 && Breaks();
      if (breaks) {
        whole = false;
        break;
      }
      whole = size > 0 && WriteAll(from_server ? client : server, bytes, size);
      if (!whole) break;
    }
  }
  close(server);
  if (breaks) then_();
  close(client);
}

}  // namespace cofi::end_to_end
