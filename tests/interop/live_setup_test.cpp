// What a person may say about a live session, and what the system answers when a door cannot be opened.
#include <QTest>

#include "all_plugins.h"
#include "session/live_recording.h"
#include "session/live_session.h"

using namespace tcplab;

namespace {

LiveOptions optionsFor(std::string address, std::vector<std::string> services = {})
{
    LiveOptions options;
    options.device = "tap0";
    options.address = std::move(address);
    options.services = std::move(services);
    return options;
}

}  // namespace

class LiveSetupTest : public QObject {
    Q_OBJECT
private slots:
    void readsAddressAndServices()
    {
        LiveOptions options = optionsFor("10.9.0.2/16", {"http:8080", "echo:7"});
        options.gateway = "10.9.0.1";
        options.loss = 0.25;
        const auto setup = liveSetupOf(options);
        QVERIFY(setup);
        QCOMPARE(format(setup->host.address), std::string("10.9.0.2"));
        QCOMPARE(setup->prefixLength, 16u);
        QVERIFY(setup->gateway == Ipv4Address{0x0a090001});
        QCOMPARE(setup->host.apps.size(), std::size_t{2});
        QCOMPARE(setup->host.apps[0].plugin, std::string("app_http"));
        QCOMPARE(setup->host.apps[1].plugin, std::string("app_services"));
        QCOMPARE(setup->inbound.size(), std::size_t{1});
        QVERIFY(setup->inbound == setup->outbound);
        QVERIFY(liveSetupOf(options)->seed != setup->seed);
        QVERIFY(liveSetupOf(optionsFor("10.9.0.2/24"))->inbound.empty());
    }

    void refusesAddresses_data()
    {
        QTest::addColumn<QString>("address");
        for (const char* text : {"", "10.9.0.2", "10.9.0.2/", "10.9.0.2/33", "10.9.0.2/-1", "10.9.0.2/24x", "10.9.0/24", "0.0.0.0/0",
                                 "127.0.0.1/8", "224.0.0.1/24", "255.255.255.255/0", "10.9.0.2/4294967320"})
            QTest::newRow(text) << text;
    }
    void refusesAddresses()
    {
        QFETCH(QString, address);
        const auto setup = liveSetupOf(optionsFor(address.toStdString()));
        QVERIFY(!setup);
        QVERIFY(setup.error().sentence.english().find(address.toStdString()) != std::string::npos);
    }

    void refusesServices_data()
    {
        QTest::addColumn<QString>("service");
        for (const char* text : {"", "http", "http:", "http:0", "http:65536", "ftp:21", ":80", "http:80:80"})
            QTest::newRow(text) << text;
    }
    void refusesServices()
    {
        QFETCH(QString, service);
        QVERIFY(!liveSetupOf(optionsFor("10.9.0.2/24", {service.toStdString()})));
    }

    void settingsGoToTheEngineAndItsCongestionControls()
    {
        LiveOptions options = optionsFor("10.9.0.2/24");
        options.settings = {"tcp_sack=false", "congestionControl=cc_cubic", "timeWait=5 s", "cc_cubic.hystart=off"};
        const LiveSetup setup = liveSetupOf(options).value();
        const ValueMap wanted{{"tcp_sack", {false}}, {"congestionControl", {std::string("cc_cubic")}}, {"timeWait", {std::string("5 s")}}};
        QVERIFY(setup.host.engine.parameters == wanted);
        QVERIFY(setup.host.congestionControls == (std::map<std::string, ValueMap>{{"cc_cubic", {{"hystart", {std::string("off")}}}}}));
        QVERIFY(mayMeetRealPeers(setup.host, allPlugins()));
        for (const char* wrong : {"", "tcp_sack", "=1"}) {
            options.settings = {wrong};
            QVERIFY2(!liveSetupOf(options), wrong);
        }
    }

    // Before anything is tried with the system: the device does not exist, and nobody asks for it.
    void noRealPeerMeetsALesson_data()
    {
        QTest::addColumn<QString>("setting");
        QTest::addColumn<QString>("named");
        for (const char* name :
             {"twoWayHandshake", "fixedIsn", "noTimeWait", "noSillyWindowAvoidance", "noRtoBackoff", "noCongestionControl", "noPaws"})
            QTest::newRow(name) << QString(name) + "=true" << QString(name);
        QTest::newRow("finAck") << "finAck=always merged"
                                << "finAck";
        QTest::newRow("cc_none") << "congestionControl=cc_none"
                                 << "cc_none";
        QTest::newRow("not known") << "noSuchThing=1"
                                   << "noSuchThing";
        QTest::newRow("not known of a control") << "cc_cubic.beta=1"
                                                << "beta";
    }
    void noRealPeerMeetsALesson()
    {
        QFETCH(QString, setting);
        QFETCH(QString, named);
        LiveOptions options = optionsFor("10.9.0.2/24");
        options.device = "nosuch0";
        options.settings = {setting.toStdString()};
        LiveSession session(allPlugins());
        const auto trace = session.start(options);
        QVERIFY(!trace);
        QVERIFY2(trace.error().contains(named) && !trace.error().contains("nosuch0"), qPrintable(trace.error()));
    }

    void theDefaultOfALessonsRuleIsNone()
    {
        LiveOptions options = optionsFor("10.9.0.2/24");
        options.settings = {"noPaws=false", "finAck=natural"};
        QVERIFY(mayMeetRealPeers(liveSetupOf(options)->host, allPlugins()));
    }

    void readsEndpoints()
    {
        QVERIFY(parseEndpoint("10.9.0.1:80").value() == (Endpoint{Ipv4Address{0x0a090001}, 80}));
        for (const char* text : {"", "10.9.0.1", "10.9.0.1:", "10.9.0.1:0", "10.9.0.1:65536", "server:80", "0.0.0.0:80"})
            QVERIFY2(!parseEndpoint(text), text);
    }

    void aMissingPluginIsNamed()
    {
        const auto door = tapDoor("tap0", Catalogue());
        QVERIFY(!door);
        QVERIFY(door.error().sentence.english().find("io_tap") != std::string::npos);
    }

    void aDeviceThatCannotBeSaysWhatHelps_data()
    {
        QTest::addColumn<QString>("device");
        for (const char* text : {"", "a name with spaces", "sixteen-or-longer", "a/b", "nosuch0", "lo"})
            QTest::newRow(text) << text;
    }
    void aDeviceThatCannotBeSaysWhatHelps()
    {
        QFETCH(QString, device);
        const auto door = tapDoor(device.toStdString(), allPlugins()).value();
        const auto opened = door->open();
        QVERIFY(!opened);
        QVERIFY(opened.error().tried.english().find(device.toStdString()) != std::string::npos);
        QVERIFY(!opened.error().answer.empty() && !opened.error().help.empty());
    }

    void aSessionThatCannotBeginSaysWhy()
    {
        LiveSession session(allPlugins());
        LiveOptions options = optionsFor("10.9.0.2/24");
        options.device = "nosuch0";
        const auto trace = session.start(options);
        QVERIFY(!trace);
        QVERIFY(trace.error().contains("nosuch0"));
        QVERIFY(!session.running());
    }

    void aRecordingThatCannotBeWrittenSaysWhy()
    {
        const auto door = tapDoor("tap0", allPlugins()).value();
        const auto recording = LiveRecording::begin("/no such folder/a.pcapng", *door, "tap0");
        QVERIFY(!recording);
        QVERIFY(recording.error().answer.english().find("No such file") != std::string::npos);
    }

    void aFullDiskIsTold()
    {
        const auto door = tapDoor("tap0", allPlugins()).value();
        const auto recording = LiveRecording::begin("/dev/full", *door, "tap0").value();
        recording->write(kStart, Octets(60));
        const auto finished = recording->finish();
        QVERIFY(!finished);
        QVERIFY(finished.error().answer.english().find("No space") != std::string::npos);
    }

private:
};

QTEST_GUILESS_MAIN(LiveSetupTest)
#include "live_setup_test.moc"
