// A plugin of some other program.
#include <QObject>
#include <QtPlugin>

class Foreign : public QObject {
    Q_OBJECT
    Q_PLUGIN_METADATA(IID "org.example.Printer/3")
};

#include "foreign.moc"
