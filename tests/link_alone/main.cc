// Nothing but an entry point: linking is the test.
int main() { return 0; }
