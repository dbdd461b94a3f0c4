#include "io_tap/tap_io.h"

#ifdef __linux__
#include <fcntl.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include <fmt/format.h>
#endif

namespace tcplab::io_tap {

#ifdef __linux__
namespace {

constexpr const char* kTunPath = "/dev/net/tun";
constexpr std::size_t kFrameOctetsMax = 65'535 + 18;  // the largest datagram, an Ethernet header and a VLAN tag

// Closes what it holds.
class Descriptor {
public:
    explicit Descriptor(int number = -1) : number_(number) {}
    Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
    Descriptor& operator=(Descriptor&& other) noexcept
    {
        std::swap(number_, other.number_);
        return *this;
    }
    ~Descriptor()
    {
        if (number_ >= 0)
            ::close(number_);
    }

    bool valid() const { return number_ >= 0; }
    int number() const { return number_; }

private:
    int number_;
};

ifreq requestFor(const std::string& device)
{
    ifreq request{};
    device.copy(request.ifr_name, IFNAMSIZ - 1);
    return request;
}

bool isUp(const std::string& device)
{
    const Descriptor socket(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    ifreq request = requestFor(device);
    return !socket.valid() || ::ioctl(socket.number(), SIOCGIFFLAGS, &request) != 0 || (request.ifr_flags & IFF_UP);
}

class TapIo : public PacketIo {
public:
    explicit TapIo(std::string device) : device_(std::move(device)), room_(kFrameOctetsMax) {}

    tl::expected<void, Refusal> open() override;
    LinkLayer linkLayer() const override { return LinkLayer::Ethernet; }
    bool wait(Duration longest) override;
    std::optional<Octets> receive() override;
    bool send(OctetView packet) override;
    void close() override { tap_ = Descriptor(); }

private:
    tl::unexpected<Refusal> refuse(Sentence answer, Sentence help) const
    {
        return tl::unexpected(
            Refusal{{QT_TRANSLATE_NOOP("Sentence", "Opening the TAP device \"{0}\""), device_}, std::move(answer), std::move(help)});
    }
    std::string makeCommand() const
    {
        return fmt::format("sudo ip tuntap add dev {0} mode tap user $USER && sudo ip link set {0} up", device_);
    }
    tl::unexpected<Refusal> refuseTun(int error) const;
    tl::unexpected<Refusal> refuseAttaching(int error) const;

    std::string device_;
    Descriptor tap_;
    Octets room_;
};

tl::expected<void, Refusal> TapIo::open()
{
    if (device_.empty() || device_.size() >= IFNAMSIZ || device_.find_first_of("/ \t\n") != std::string::npos)
        return refuse(QT_TRANSLATE_NOOP("Sentence", "this cannot be the name of a network device"),
                      {QT_TRANSLATE_NOOP("Sentence", "a name has 1 to {0} characters, without spaces and slashes"), IFNAMSIZ - 1});
    Descriptor tap(::open(kTunPath, O_RDWR | O_NONBLOCK | O_CLOEXEC));
    if (!tap.valid())
        return refuseTun(errno);
    // TUNSETIFF would make a device that is missing; it would be down and have no address.
    if (::if_nametoindex(device_.c_str()) == 0)
        return refuse(QT_TRANSLATE_NOOP("Sentence", "there is no network device of this name"), Sentence::asItIs(makeCommand()));
    ifreq request = requestFor(device_);
    request.ifr_flags = IFF_TAP | IFF_NO_PI;
    if (::ioctl(tap.number(), TUNSETIFF, &request) != 0)
        return refuseAttaching(errno);
    if (!isUp(device_))
        return refuse(QT_TRANSLATE_NOOP("Sentence", "the device is down"),
                      Sentence::asItIs(fmt::format("sudo ip link set {} up", device_)));
    tap_ = std::move(tap);
    return {};
}

tl::unexpected<Refusal> TapIo::refuseTun(int error) const
{
    const Sentence answer = Sentence::asItIs(fmt::format("{}: {}", kTunPath, std::strerror(error)));
    if (error == EACCES || error == EPERM)
        return refuse(answer, {QT_TRANSLATE_NOOP("Sentence", "run as root, or: {0}"),
                               fmt::format("{} && sudo chmod 666 {}", makeCommand(), kTunPath)});
    return refuse(answer, {QT_TRANSLATE_NOOP("Sentence", "load the kernel's driver: sudo modprobe tun (in a container: let it see {0})"),
                           std::string(kTunPath)});
}

tl::unexpected<Refusal> TapIo::refuseAttaching(int error) const
{
    switch (error) {
    case EPERM:
        return refuse(QT_TRANSLATE_NOOP("Sentence", "the device belongs to another user (Operation not permitted)"),
                      {QT_TRANSLATE_NOOP("Sentence", "run as root or with CAP_NET_ADMIN, or make it yours: {0}"),
                       fmt::format("sudo ip tuntap del dev {} mode tap; {}", device_, makeCommand())});
    case EBUSY:
        return refuse(QT_TRANSLATE_NOOP("Sentence", "the device is in use by another program"),
                      QT_TRANSLATE_NOOP("Sentence", "end that program or name another device"));
    case EINVAL:
        return refuse(QT_TRANSLATE_NOOP("Sentence", "the device is there but is no TAP device"),
                      {QT_TRANSLATE_NOOP("Sentence", "name another device, or make one: {0}"),
                       std::string("sudo ip tuntap add dev tcplab0 mode tap user $USER && sudo ip link set tcplab0 up")});
    default: return refuse(Sentence::asItIs(std::strerror(error)), Sentence::asItIs(makeCommand()));
    }
}

bool TapIo::wait(Duration longest)
{
    const auto total = std::max(longest, Duration::zero());
    const auto whole = std::chrono::duration_cast<std::chrono::seconds>(total);
    const timespec limit{static_cast<time_t>(whole.count()), static_cast<long>((total - whole).count())};
    pollfd tap{tap_.number(), POLLIN, 0};
    if (::ppoll(&tap, 1, &limit, nullptr) != 1)
        return false;
    if (tap.revents & POLLIN)
        return true;
    // The device is gone, and poll() would say so at once for ever.
    ::ppoll(nullptr, 0, &limit, nullptr);
    return false;
}

std::optional<Octets> TapIo::receive()
{
    const ssize_t count = ::read(tap_.number(), room_.data(), room_.size());
    if (count <= 0)
        return std::nullopt;
    return Octets(room_.begin(), room_.begin() + count);
}

bool TapIo::send(OctetView packet) { return ::write(tap_.number(), packet.data(), packet.size()) == static_cast<ssize_t>(packet.size()); }

}  // namespace

std::unique_ptr<PacketIo> makeTapIo(std::string device) { return std::make_unique<TapIo>(std::move(device)); }

#else
namespace {

class NoTap : public PacketIo {
public:
    explicit NoTap(std::string device) : device_(std::move(device)) {}

    tl::expected<void, Refusal> open() override
    {
        return tl::unexpected(Refusal{{QT_TRANSLATE_NOOP("Sentence", "Opening the TAP device \"{0}\""), device_},
                                      QT_TRANSLATE_NOOP("Sentence", "TAP devices of this kind are there on Linux only"),
                                      QT_TRANSLATE_NOOP("Sentence", "use a Linux system")});
    }
    LinkLayer linkLayer() const override { return LinkLayer::Ethernet; }
    bool wait(Duration) override { return false; }
    std::optional<Octets> receive() override { return std::nullopt; }
    bool send(OctetView) override { return false; }
    void close() override {}

private:
    std::string device_;
};

}  // namespace

std::unique_ptr<PacketIo> makeTapIo(std::string device) { return std::make_unique<NoTap>(std::move(device)); }
#endif

}  // namespace tcplab::io_tap
