package ai.kern.tool;

/** What is read and held to a schema, as sentences begin that say what is wrong with it as a whole. */
enum Subject {
    /** What a model calls a tool with. */
    ARGUMENTS("the arguments", "are", "have", "nest"),
    /** What a model says in a form that was asked for. */
    ANSWER("the answer", "is", "has", "nests");

    private final String name;
    private final String is;
    private final String has;
    private final String nests;

    Subject(String name, String is, String has, String nests) {
        this.name = name;
        this.is = is;
        this.has = has;
        this.nests = nests;
    }

    String is(String what) {
        return name + " " + is + " " + what;
    }

    String has(String what) {
        return name + " " + has + " " + what;
    }

    String nests(String how) {
        return name + " " + nests + " " + how;
    }

    /** In front of what is wrong, where no field is named. */
    String front() {
        return name + ": ";
    }
}
