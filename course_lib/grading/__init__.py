"""Grade a class: every notebook in a sandbox of its own, judged from outside.

    python -m course_lib.grading 05 submissions/

The learner's code never meets the judge. It runs in a child that has locked itself in, and that has neither
the right answers nor the seeds nor anybody else's work in sight; plain values come out, and they are compared
here, as in a notebook (course_lib.checks), with random cases that nobody can know beforehand.

    record       Submission and Result, the two records in which everything speaks; which attempt counts
    options      what can be said on the command line                seeds   the course's secret
    submissions  a folder or an archive as Submissions (layouts, listing, archives, contents, moments)
    store        results in SQLite, as they arrive, each once
    batch        many submissions, on many processes (pool) or machines (cluster)

    wire         plain values as JSON frames, capped: never pickle
    stage        what of course_lib a child may see                  versions   what results depend on
    sandbox      what protects: bubblewrap, Landlock, seccomp        lock    how a child puts it on
    worker       runs inside: a parent that forks; a child that locks itself in, reads (reading), answers
                 (child), with stand-ins for what is not there (standin)
    workers      the same from outside: start one, get children, talk until a deadline
    judging      the trusted side: Grader(...).grade(submission, bytes) -> Result
    hearing      what a child says, made safe                        calling    functions at the other end

    reports      for learners, for the class, for Gradescope and nbgrader
    selftest     hostile and honest notebooks, and what must come of each
"""
