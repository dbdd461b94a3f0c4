// --set: paths into a lab.
#include <QTest>

#include "cli/settings.h"
#include "document/lab_library.h"

using namespace tcplab;

class SettingsTest : public QObject {
    Q_OBJECT

    static Lab b1() { return findLab(QStringLiteral("B1")).value().lab; }

private slots:
    void changesValues()
    {
        const auto lab =
            withSettings(b1(), {"seed=7", "duration=10 s", "hosts.client.mtu=9000", "hosts.1.address=10.0.0.9", "title.en=Mine"});
        QVERIFY2(lab, lab ? "" : describe(lab.error()).c_str());
        QCOMPARE(lab->seed, std::uint64_t{7});
        QCOMPARE(lab->duration, Duration(10s));
        QCOMPARE(lab->hosts[0].mtu, std::int64_t{9000});
        QCOMPARE(format(lab->hosts[1].address), std::string("10.0.0.9"));
        QCOMPARE(lab->title.en, std::string("Mine"));
    }

    void reachesParametersOfPlugins()
    {
        const auto lab = withSettings(b1(), {"hosts.client.engine.initialWindowSegments=1", "links.0.forward.link_delay.delay=\"50 ms\""});
        QVERIFY2(lab, lab ? "" : describe(lab.error()).c_str());
        QVERIFY(lab->hosts[0].engine.parameters.at("initialWindowSegments") == Value{std::int64_t{1}});
        const auto& stages = lab->links[0].forward;
        const auto delay = std::find_if(stages.begin(), stages.end(), [](const PluginUse& use) { return use.plugin == "link_delay"; });
        QVERIFY(delay != stages.end());
        QVERIFY(delay->parameters.at("delay") == Value{std::string("50 ms")});
    }

    void leavesTheRestAlone()
    {
        QVERIFY(withSettings(b1(), {}).value() == b1());
        Lab expected = b1();
        expected.seed = 99;
        QVERIFY(withSettings(b1(), {"seed=99"}).value() == expected);
    }

    void refusesWhatIsNotThere_data()
    {
        QTest::addColumn<QString>("setting");
        for (const char* setting : {"seed", "=7", "sead=7", "hosts.nobody.mtu=1", "hosts.9.mtu=1", "hosts.client.mtoo=1", "hosts..mtu=1",
                                    "seed.deep=1", "seed=many", "duration=5", "hosts=1", "links.0.forward.link_teleport.delay=1",
                                    "hosts.client.engine.plugin.x=1", "hosts.client={}", "seed=-1", "seed=[[[[", "title.en.x=1"})
            QTest::newRow(setting) << QString::fromLatin1(setting);
    }

    void refusesWhatIsNotThere()
    {
        QFETCH(QString, setting);
        const auto lab = withSettings(b1(), {setting.toStdString()});
        QVERIFY(!lab);
        QVERIFY2(QString::fromStdString(describe(lab.error())).contains(setting), describe(lab.error()).c_str());
    }
};

QTEST_GUILESS_MAIN(SettingsTest)
#include "settings_test.moc"
